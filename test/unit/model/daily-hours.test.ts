import { describe, expect, it } from 'vitest';
import { isWithin, parseDailyHours } from '../../../model/daily-hours.ts';

const at = (time: string) => Date.parse(`2026-11-23T${time}:00+07:00`);
const within = (hours: string, time: string) =>
  isWithin(parseDailyHours(hours)!, at(time), 'Asia/Ho_Chi_Minh');

describe('hours of the day', () => {
  it.each([
    ['08:00-17:00', '08:00', true],
    ['08:00-17:00', '16:59', true],
    ['08:00-17:00', '17:00', false],
    ['08:00-17:00', '00:00', false],
    ['22:00-05:00', '23:59', true],
    ['22:00-05:00', '00:00', true],
    ['22:00-05:00', '04:59', true],
    ['22:00-05:00', '05:00', false],
    ['22:00-05:00', '12:00', false],
    ['00:00-24:00', '00:00', true],
    ['00:00-24:00', '23:59', true],
  ])('%s at %s: %s', (hours, time, expected) => expect(within(hours, time)).toBe(expected));

  it.each(['', '8:00-17:00', '25:00-05:00', '22:00', '22:60-05:00', '00:00-24:01', 'night'])(
    'are not %j',
    (text) => expect(parseDailyHours(text)).toBeUndefined(),
  );
});
