import { describe, expect, it } from 'vitest';
import {
  DAY,
  formatDate,
  formatDuration,
  formatMoment,
  formatTimeSeconds,
  HOUR,
  hourTicks,
  MINUTE,
  SECOND,
} from '../../../dashboards/web/src/lib/time.ts';

const ZONE = 'Asia/Ho_Chi_Minh';

describe('formatDuration', () => {
  it.each([
    [0, '0 giây', '0 s'],
    [-5, '0 giây', '0 s'],
    [59 * SECOND + 999, '59 giây', '59 s'],
    [MINUTE, '1 phút', '1 min'],
    [2 * HOUR + 5 * MINUTE + 59 * SECOND, '2 giờ 5 phút', '2 h 5 min'],
    [DAY + 30 * MINUTE, '1 ngày', '1 d'],
    [40 * DAY + 3 * HOUR, '40 ngày 3 giờ', '40 d 3 h'],
  ])('%i ms', (ms, vi, en) => {
    expect(formatDuration(ms, 'vi')).toBe(vi);
    expect(formatDuration(ms, 'en')).toBe(en);
  });
});

describe('times', () => {
  const at = Date.parse('2019-11-30T17:05:09Z');

  it('are those of the province', () => {
    expect(formatTimeSeconds(at, ZONE)).toBe('00:05:09');
    expect(formatDate(at, ZONE, 'vi')).toBe('01/12/2019');
    expect(formatDate(at, ZONE, 'en')).toBe('1 Dec 2019');
  });

  it('carry a date only when it is not today there', () => {
    expect(formatMoment(at, at + HOUR, ZONE, 'vi')).toBe('00:05');
    expect(formatMoment(at - HOUR, at, ZONE, 'vi')).toBe('23:05, 30/11/2019');
  });
});

describe('hourTicks', () => {
  it('stand on the clock of the time zone', () => {
    const from = Date.parse('2019-11-30T01:20:30.250Z');
    const ticks = hourTicks(from, from + 7 * HOUR, ZONE, 3);
    expect(ticks.map((tick) => new Date(tick).toISOString())).toEqual([
      '2019-11-30T02:00:00.000Z',
      '2019-11-30T05:00:00.000Z',
      '2019-11-30T08:00:00.000Z',
    ]);
  });

  it('stand on it where zones are half an hour off', () => {
    const from = Date.parse('2019-11-30T00:00:00Z');
    expect(hourTicks(from, from + HOUR, 'Asia/Kolkata', 1)).toEqual([from + 30 * MINUTE]);
  });
});
