import { describe, expect, it } from 'vitest';
import { byDay, monthDays, nextDay, shiftMonth } from '../../../dashboards/web/src/lib/month-grid.ts';

describe('a month', () => {
  it('is shown in whole weeks, Monday first', () => {
    const days = monthDays('2026-11');
    expect([days[0], days.at(-1), days.length]).toEqual(['2026-10-26', '2026-12-06', 42]);
    expect(monthDays('2027-02')).toHaveLength(28);
    expect(monthDays('2027-02')[0]).toBe('2027-02-01');
  });

  it('has neighbours, across years too', () => {
    expect(shiftMonth('2026-12', 1)).toBe('2027-01');
    expect(shiftMonth('2026-01', -1)).toBe('2025-12');
    expect(nextDay('2028-02-28')).toBe('2028-02-29');
  });

  it('has on each day what touches it, and not what ends as it begins', () => {
    const night = { from: '2026-11-02T22:00:00Z', to: '2026-11-03T02:00:00Z' };
    const whole = { from: '2026-11-03T00:00:00Z', to: '2026-11-04T00:00:00Z' };
    const found = byDay(['2026-11-02', '2026-11-03', '2026-11-04'], [night, whole], (day) =>
      Date.parse(`${day}T00:00Z`),
    );
    expect([...found.values()]).toEqual([[night], [night, whole], []]);
  });
});
