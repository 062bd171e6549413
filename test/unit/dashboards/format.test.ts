import { describe, expect, it } from 'vitest';
import {
  formatAvailability,
  formatBitrate,
  formatLoss,
  formatMilliseconds,
} from '../../../dashboards/web/src/lib/format.ts';

describe('formatAvailability', () => {
  it('never rounds up', () => {
    expect(formatAvailability(99.999, 'en')).toBe('99.99%');
    expect(formatAvailability(100, 'en')).toBe('100%');
  });

  it('keeps two decimals as they are, with the sign of the language', () => {
    expect(formatAvailability(99.99, 'vi')).toBe('99,99%');
  });
});

describe('formatLoss', () => {
  it('does not call a small loss none', () => {
    expect(formatLoss(0.02, 'en')).toBe('<0.1%');
    expect(formatLoss(0, 'en')).toBe('0%');
  });
});

describe('formatMilliseconds', () => {
  it('gives three digits that count', () => {
    expect(formatMilliseconds(4.213, 'vi')).toBe('4,21 ms');
    expect(formatMilliseconds(421.3, 'vi')).toBe('421 ms');
  });
});

describe('formatBitrate', () => {
  it('counts in thousands, as circuits are sold', () => {
    expect(formatBitrate(10_240_000, 'vi')).toBe('10,2 Mbit/s');
    expect(formatBitrate(0, 'en')).toBe('0 bit/s');
    expect(formatBitrate(999, 'en')).toBe('999 bit/s');
  });
});
