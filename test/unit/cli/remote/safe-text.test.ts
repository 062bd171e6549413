import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SafeText } from '../../../../cli/remote/safe-text.ts';

const ESC = '\u001b';

describe('text of an agent on a terminal', () => {
  it.each([
    { what: 'colours and a line written anew', given: `\r${ESC}[K${ESC}[1;31mxấu${ESC}[39m\n` },
    { what: 'bars and Vietnamese', given: '▁▂█ 12,3 ms trả lời\t×\n' },
  ])('leaves $what', ({ given }) => {
    expect(new SafeText().take(given)).toBe(given);
  });

  it.each([
    { what: 'the title', given: `${ESC}]0;root@core\u0007`, left: ']0;root@core' },
    { what: 'moving the cursor', given: `${ESC}[10A${ESC}[2J`, left: '[10A[2J' },
    { what: 'a question to the terminal', given: `${ESC}[6n`, left: '[6n' },
    { what: 'C1 controls', given: '\u009b31m', left: '31m' },
    { what: 'turning the text round', given: 'a\u202eb', left: 'ab' },
  ])('takes away $what', ({ given, left }) => {
    expect(new SafeText().take(given)).toBe(left);
  });

  it('is the same however it is cut', () => {
    const text = fc.array(fc.constantFrom(ESC, '[', 'K', '3', '1', ';', 'm', 'A', ']', 'x', '\n', '\u0007'));
    fc.assert(
      fc.property(text, fc.array(fc.nat(20)), (characters, cuts) => {
        const whole = `${characters.join('')}.`;
        const pieces: string[] = [];
        let rest = whole;
        for (const cut of cuts) {
          pieces.push(rest.slice(0, cut));
          rest = rest.slice(cut);
        }
        const safe = new SafeText();
        const cutUp = [...pieces, rest].map((piece) => safe.take(piece)).join('');
        expect(cutUp).toBe(new SafeText().take(whole));
        const others = cutUp.split(ESC).slice(1);
        expect(others.filter((piece) => !/^\[(?:[\d;]{0,16}m|K)/.test(piece))).toEqual([]);
        expect(cutUp).not.toContain('\u0007');
      }),
    );
  });
});
