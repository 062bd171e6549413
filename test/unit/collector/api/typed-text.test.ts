import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typedLine, typedText } from '../../../../collector/api/typed-text.ts';

describe('what people type', () => {
  it.each([
    ['  Mất điện  ', 'Mất điện'],
    ['a\r\nBcc: x@y.example', 'a Bcc: x@y.example'],
    ['một\u2028hai\u0085ba', 'một hai ba'],
    ['\u0000a\u0008b\u001b[2J', 'ab[2J'],
    ['x\ud800y', 'x\ufffdy'],
    ['😀', '😀'],
    ['Mất'.normalize('NFD'), 'Mất'],
    ['a\u0000\u0301', 'á'],
  ])('as a line: %j is %j', (typed, kept) => expect(typedLine(200).parse(typed)).toBe(kept));

  it.each([
    ['a\r\nb\rc\n\td', 'a\nb\nc\n\td'],
    ['a\u0000\u009bb', 'ab'],
  ])('as a text: %j is %j', (typed, kept) => expect(typedText(200).parse(typed)).toBe(kept));

  it.each(['', ' \n ', '\u0000', 'x'.repeat(201), 7, null])('is refused: %j', (typed) => {
    expect([typedLine(200).safeParse(typed).success, typedText(200).safeParse(typed).success]).toEqual([
      false,
      false,
    ]);
  });

  it('is kept as it is the second time, and comes back from a database as it went in', () => {
    const any = fc.string({ unit: 'binary', maxLength: 30 });
    fc.assert(
      fc.property(any, (typed) => {
        for (const schema of [typedLine(200), typedText(200)]) {
          const kept = schema.safeParse(typed).data;
          if (kept === undefined) continue;
          expect(schema.parse(kept)).toBe(kept);
          expect(Buffer.from(kept).toString()).toBe(kept);
          expect(kept).not.toMatch(/\0/);
        }
      }),
    );
  });
});
