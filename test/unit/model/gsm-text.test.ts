import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToSeptets, gsmSeptets, SMS_SEPTETS, toGsmText } from '../../../model/gsm-text.ts';

describe('GSM text', () => {
  it.each([
    ['UBND huyện Mù Cang Chải', 'UBND huyen Mu Cang Chai'],
    ['Đường truyền đã hoạt động', 'Duong truyen da hoat dong'],
    ['Sở Y tế – “phòng” 2…', 'So Y te - "phong" 2...'],
    ['a\u0300 ắ ộ', 'a a o'],
    ['漢 🙂', '? ?'],
  ])('of %s is %s', (text, plain) => expect(toGsmText(text)).toBe(plain));

  it('counts a sign of the extension twice', () => {
    expect(gsmSeptets('a[b]')).toBe(6);
    expect(gsmSeptets('€')).toBe(2);
    expect(gsmSeptets('@\n')).toBe(2);
  });

  it('has no length for what is outside the alphabet', () => expect(gsmSeptets('ắ')).toBeUndefined());

  it('cuts before a sign that would not fit whole', () => {
    expect(cutToSeptets('ab[c', 3)).toBe('ab');
    expect(cutToSeptets('ab[c', 4)).toBe('ab[');
  });

  it('is in the alphabet whatever it was, stays as it is, and can be cut to one SMS', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const plain = toGsmText(text);
        expect(gsmSeptets(plain)).toBeDefined();
        expect(toGsmText(plain)).toBe(plain);
        const cut = cutToSeptets(plain, SMS_SEPTETS);
        expect(gsmSeptets(cut)).toBeLessThanOrEqual(SMS_SEPTETS);
        expect(plain.startsWith(cut)).toBe(true);
      }),
    );
  });
});
