import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODE_ALPHABET, CODE_LENGTH, formatCode, readCode } from '../../../model/enrolment.ts';

const code = fc.string({
  unit: fc.constantFrom(...CODE_ALPHABET),
  minLength: CODE_LENGTH,
  maxLength: CODE_LENGTH,
});

describe('a code as people type it', () => {
  it('is read back whatever its case and its spaces', () => {
    fc.assert(
      fc.property(code, (one) => {
        expect(readCode(formatCode(one))).toBe(one);
        expect(readCode(` ${one.toLowerCase().split('').join(' ')} `)).toBe(one);
      }),
    );
  });

  it('may have letters for the digits that look like them', () => {
    expect(readCode('oOiIl-LABCD')).toBe('00111'.concat('1ABCD'));
  });

  it.each(['', 'ABCDE', 'ABCDE-FGHJK-M', 'UABCD-EFGHJ', 'ABCDE_FGHJK', 'ÀBCDE-FGHJK'])(
    '"%s" is none',
    (typed) => {
      expect(readCode(typed)).toBeUndefined();
    },
  );
});
