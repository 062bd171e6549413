import { describe, expect, it } from 'vitest';
import { fold, matches, vietnameseOrder } from '../../../dashboards/web/src/lib/search.ts';

describe('fold', () => {
  it('takes off every mark, and the stroke of đ', () => {
    expect(fold('Mù Cang Chải')).toBe('mu cang chai');
    expect(fold('Đông Cuông')).toBe('dong cuong');
    expect(fold('Nghĩa Lộ Trạm Tấu Ữ Ợ')).toBe('nghia lo tram tau u o');
  });

  it('does not care how the marks are encoded', () => {
    expect(fold('Chải'.normalize('NFD'))).toBe(fold('Chải'.normalize('NFC')));
  });
});

describe('matches', () => {
  it('finds a name typed without marks', () => {
    expect(matches('UBND huyện Mù Cang Chải', 'mu cang chai')).toBe(true);
    expect(matches('UBND xã Đông Cuông', 'DONG')).toBe(true);
  });

  it('finds it typed with marks, and with either spelling of them', () => {
    expect(matches('Huyện Mù Căng Chải', 'Mù Cang Chải')).toBe(true);
  });

  it('wants every word, in any order', () => {
    expect(matches('UBND xã Minh Quân', 'quan minh')).toBe(true);
    expect(matches('UBND xã Minh Quân', 'minh tien')).toBe(false);
  });

  it('takes an empty query for everything', () => {
    expect(matches('x', '  ')).toBe(true);
  });
});

describe('vietnameseOrder', () => {
  it('puts Đ after D and numbers by value', () => {
    const names = ['Đại Lịch', 'Dế Xu Phình', 'An Bình', 'Ăn', 'Phòng 10', 'Phòng 2'];
    expect(names.sort(vietnameseOrder())).toEqual([
      'An Bình',
      'Ăn',
      'Dế Xu Phình',
      'Đại Lịch',
      'Phòng 2',
      'Phòng 10',
    ]);
  });
});
