import { describe, expect, it } from 'vitest';
import { isReadyMessage } from '../../../cli/supervised.ts';
import type { Terminal } from '../../../cli/terminal.ts';
import { explain } from '../../../cli/terminal.ts';
import { EXIT, reasonOf, UserError } from '../../../config/error.ts';
import { translator } from '../../../config/messages.ts';
import { ConfigError } from '../../../config/problem.ts';

function explained(error: unknown) {
  const said: string[] = [];
  const printed: string[] = [];
  const terminal: Terminal = {
    language: 'en',
    t: translator('en'),
    out: (text) => void printed.push(text),
    say: (text) => void said.push(text),
  };
  return { code: explain(error, terminal), said, printed };
}

describe('explain', () => {
  it('says in one sentence what the person can mend', () => {
    const { code, said } = explained(new UserError('listen_bad', { value: 'here' }));
    expect([code, said]).toEqual([
      EXIT.usage,
      ['canhmang: "here" is not ADDRESS:PORT, for example 127.0.0.1:8105'],
    ]);
  });

  it('ends with the error’s own exit code', () => {
    expect(explained(new UserError('probe_silent', { seconds: '60' }, EXIT.unreachable)).code).toBe(3);
  });

  it('shows every problem of a configuration, a line each', () => {
    const place = { file: 'sites.csv', line: 3, column: 6 };
    const problems = ['a', 'b'].map((value) => ({ code: 'unknown_site', place, params: { value } }) as const);
    const { code, said } = explained(new ConfigError(problems));
    expect(code).toBe(EXIT.usage);
    expect(said).toEqual([
      'The configuration has 2 problem(s), nothing was started:',
      '  sites.csv:3:6: there is no site "a"',
      '  sites.csv:3:6: there is no site "b"',
    ]);
  });

  it('shows no stack trace of what was not expected', () => {
    const { code, said } = explained(new Error('boom'));
    expect([code, said]).toEqual([EXIT.problem, ['canhmang: unexpected error: boom']]);
  });

  it('keeps standard output for results', () => {
    expect(explained(new Error('boom')).printed).toEqual([]);
  });
});

describe('reasonOf', () => {
  it('is the system’s word', () =>
    expect(reasonOf(Object.assign(new Error('long'), { code: 'EACCES' }))).toBe('EACCES'));
  it('is the message where there is none', () => expect(reasonOf(new Error('boom'))).toBe('boom'));
  it('is the text of what is no error', () => expect(reasonOf('boom')).toBe('boom'));
});

describe('isReadyMessage', () => {
  it('knows one', () => expect(isReadyMessage({ ready: true, url: 'http://127.0.0.1:1' })).toBe(true));
  it.each([[undefined], [null], ['ready'], [{}], [{ ready: 1 }], [{ stop: true }]])(
    'does not take %j for one',
    (value) => expect(isReadyMessage(value)).toBe(false),
  );
});
