import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapingOf, fillTemplate, isSafeJson, placeholdersOf } from '../../../model/message-template.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '\n', '\r', '&', '=', '<', '>', "'", '{{text}}', '%', 'ự', ']]>'),
  }),
);

describe('message template', () => {
  it('holds any text in JSON', () => {
    const template = '{"to":"{{phone}}","messages":[{"content":"{{text}}"}],"n":1}';
    fc.assert(
      fc.property(text, text, (phone, content) => {
        const filled = fillTemplate(template, { phone, text: content }, 'json');
        expect(JSON.parse(filled)).toEqual({ to: phone, messages: [{ content }], n: 1 });
      }),
    );
  });

  it('holds any text in a form and in an address', () => {
    fc.assert(
      fc.property(text, text, (phone, content) => {
        const filled = fillTemplate('to={{phone}}&text={{text}}&from=x', { phone, text: content }, 'url');
        const whole = (value: string) => Buffer.from(value, 'utf8').toString('utf8');
        const expected = [
          ['to', whole(phone)],
          ['text', whole(content)],
          ['from', 'x'],
        ];
        expect([...new URLSearchParams(filled)]).toEqual(expected);
        expect([...new URL(`http://sms.example/?${filled}`).searchParams]).toEqual(expected);
      }),
    );
  });

  it('adds nothing to XML, in an element as in an attribute', () => {
    fc.assert(
      fc.property(text, (content) => {
        const filled = fillTemplate('<m a="{{text}}">{{text}}</m>', { text: content }, 'xml');
        // Nothing of the value can begin or end anything: that takes one of these signs.
        expect(filled).toMatch(/^<m a="[^<>"]*">[^<>"]*<\/m>$/);
        expect(filled.replaceAll(/&(?:amp|lt|gt|quot|apos|#9|#10|#13);/g, '')).not.toContain('&');
      }),
    );
  });

  it('begins no header of its own', () => {
    fc.assert(
      fc.property(text, (content) => {
        const filled = fillTemplate('Bearer {{text}}', { text: content }, 'header');
        expect(() => new Headers({ authorization: filled })).not.toThrow();
        expect(filled).not.toMatch(/[\r\n]/);
      }),
    );
  });

  it('leaves what a value holds as it is, placeholders among it', () => {
    const values = { text: '{{secret.token}} $& $1', 'secret.token': 'hush' };
    expect(fillTemplate('{{text}}|{{ text }}|{{missing}}', values, 'plain')).toBe(
      '{{secret.token}} $& $1|{{secret.token}} $& $1|',
    );
  });

  it('knows what a content type asks for', () => {
    expect(escapingOf('application/json; charset=utf-8')).toBe('json');
    expect(escapingOf('application/vnd.api+json')).toBe('json');
    expect(escapingOf('Application/X-WWW-Form-Urlencoded')).toBe('url');
    expect(escapingOf('text/xml')).toBe('xml');
    expect(escapingOf('application/soap+xml')).toBe('xml');
    expect(escapingOf('text/plain')).toBe('plain');
  });

  it('names the placeholders, and sees one that is not well written', () => {
    expect(placeholdersOf('{{phone}} {{ secret.api_key }}')).toEqual(['phone', 'secret.api_key']);
    expect(placeholdersOf('{{phone}')).toBeUndefined();
    expect(placeholdersOf('{{Phone}}')).toBeUndefined();
  });

  it('tells a JSON template whose placeholders are outside of strings', () => {
    expect(isSafeJson('{"text":"{{text}}"}')).toBe(true);
    expect(isSafeJson('{"text":{{text}}}')).toBe(false);
    expect(isSafeJson('{"text":"{{text}}"')).toBe(false);
  });
});
