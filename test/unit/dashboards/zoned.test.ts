import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromLocal, toLocal, toLocalDay } from '../../../dashboards/web/src/lib/zoned.ts';

const VIETNAM = 'Asia/Ho_Chi_Minh';

describe('zoned times', () => {
  it('stand in a field as the province’s clock shows them', () => {
    const moment = Date.UTC(2026, 10, 26, 17, 5);
    expect(toLocal(moment, VIETNAM)).toBe('2026-11-27T00:05');
    expect(toLocalDay(moment, VIETNAM)).toBe('2026-11-27');
    expect(fromLocal('2026-11-27T00:05', VIETNAM)).toBe(moment);
    expect(fromLocal('2026-11-27', VIETNAM)).toBe(Date.UTC(2026, 10, 26, 17));
  });

  it('are told from what is none', () => {
    for (const text of ['', 'soon', '2026-11', '2026-13-45T00:00', '2026-11-27T00:05Z'])
      expect(fromLocal(text, VIETNAM)).toBeUndefined();
  });

  it('come back as they went, except within the hour that a change of clocks repeats or leaves out', () => {
    const minutes = fc.integer({ min: Date.UTC(2000, 0) / 60_000, max: Date.UTC(2100, 0) / 60_000 });
    const zones = fc.constantFrom(VIETNAM, 'UTC', 'Asia/Kathmandu');
    fc.assert(
      fc.property(minutes, zones, (minute, zone) => {
        expect(fromLocal(toLocal(minute * 60_000, zone), zone)).toBe(minute * 60_000);
      }),
    );
    expect(fromLocal('2026-07-01T12:00', 'Europe/Berlin')).toBe(Date.UTC(2026, 6, 1, 10));
    expect(fromLocal('2026-12-01T12:00', 'Europe/Berlin')).toBe(Date.UTC(2026, 11, 1, 11));
  });
});
