import { describe, expect, it } from 'vitest';
import { sharedPrefix } from '../../../dashboards/web/src/lib/names.ts';

describe('sharedPrefix', () => {
  it('is what all names begin with, in whole words', () => {
    expect(sharedPrefix(['Phòng họp UBND tỉnh', 'Phòng họp UBND huyện', 'Phòng họp Tỉnh ủy'])).toBe(
      'Phòng họp ',
    );
  });

  it('leaves something of every name', () => {
    expect(sharedPrefix(['Phòng họp UBND', 'Phòng họp'])).toBe('');
    expect(sharedPrefix(['một tên thôi'])).toBe('');
  });
});
