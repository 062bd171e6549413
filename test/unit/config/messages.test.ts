import { describe, expect, it } from 'vitest';
import en from '../../../config/defaults/messages/en.json' with { type: 'json' };
import vi from '../../../config/defaults/messages/vi.json' with { type: 'json' };
import { describeProblem, formatTime, languageOfLocale, translator } from '../../../config/messages.ts';

type Tree = { readonly [key: string]: string | Tree };

/** `a.b.c` and the text of every leaf. */
function textsOf(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : textsOf(value, `${prefix}${key}.`),
  );
}

function placeholdersOf(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!).sort();
}

describe('the message catalogue', () => {
  const english = new Map(textsOf(en));
  const vietnamese = new Map(textsOf(vi));

  it('has the same keys in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...vietnamese.keys()].sort());
  });

  it.each([...vietnamese])('names the same things in both languages: %s', (key, text) => {
    expect(new Set(placeholdersOf(english.get(key)!))).toEqual(new Set(placeholdersOf(text)));
  });

  it.each([...vietnamese, ...english])('has a text: %s', (_, text) => {
    expect(text.trim()).toBe(text);
    expect(text).not.toBe('');
    expect(text.normalize('NFC')).toBe(text);
  });
});

describe('translator', () => {
  it('puts what it is given into the text', () => {
    expect(translator('vi')('problem.unknown_site', { value: 'x' })).toBe('không có điểm kết nối "x"');
    expect(translator('en')('problem.unknown_site', { value: 'x' })).toBe('there is no site "x"');
  });

  it('leaves signs of HTML as they are', () => {
    expect(translator('en')('problem.unknown_site', { value: '<&>' })).toContain('<&>');
  });

  it('does not take what it is given for a text of its own', () => {
    expect(translator('en')('problem.unknown_site', { value: '{{key}} $t(state.up)' })).toContain(
      '{{key}} $t(state.up)',
    );
  });
});

describe('languageOfLocale', () => {
  it.each([
    [{ LANG: 'en_GB.UTF-8' }, 'en'],
    [{ LANG: 'vi_VN.UTF-8' }, 'vi'],
    [{ LANG: 'en_US', LC_ALL: 'vi_VN' }, 'vi'],
    [{ LANG: 'vi_VN', LC_MESSAGES: 'en_GB' }, 'en'],
    [{ LANG: 'en_GB', LC_ALL: '' }, 'en'],
    [{ LANG: 'C' }, 'vi'],
    [{}, 'vi'],
  ])('of %j is %s', (environment, language) => expect(languageOfLocale(environment)).toBe(language));
});

it('a problem is told with its place first', () => {
  const place = { file: 'sites.csv', line: 3, column: 6 };
  expect(describeProblem({ code: 'no_root', place, params: {} }, translator('en'))).toMatch(
    /^sites\.csv:3:6: no site is the root/,
  );
});

it('a time is told as it is written in each language', () => {
  const timeMs = Date.UTC(2026, 10, 23, 17, 5, 9);
  expect(formatTime(timeMs, 'vi', 'Asia/Ho_Chi_Minh')).toBe('00:05:09 24/11/2026');
  expect(formatTime(timeMs, 'en', 'UTC')).toBe('23/11/2026, 17:05:09');
});
