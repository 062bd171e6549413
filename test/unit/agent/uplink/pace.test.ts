import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BacklogPace } from '../../../../agent/uplink/pace.ts';

describe('pace of a backlog', () => {
  it('never uses more than its rate, whatever the sizes', () => {
    const batch = fc.record({
      plain: fc.integer({ min: 1, max: 500_000 }),
      ratio: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(
        fc.array(batch, { minLength: 2, maxLength: 20 }),
        fc.integer({ min: 8, max: 10_000 }),
        (batches, kbps) => {
          const pace = new BacklogPace({ backlog_kbps: kbps });
          let nowMs = 0;
          let bits = 0;
          for (const { plain, ratio } of batches) {
            nowMs += pace.waitMs(nowMs);
            expect(bits / kbps).toBeLessThanOrEqual(nowMs + 1e-6);
            pace.spent(plain, Math.ceil(plain / ratio), nowMs);
            bits += Math.ceil(plain / ratio) * 8;
          }
        },
      ),
    );
  });

  it('makes batches of about a second, once it knows how much they shrink', () => {
    const pace = new BacklogPace({ backlog_kbps: 128 });
    pace.spent(80_000, 8_000, 0);
    expect(pace.batchBytes).toBe((16_000 - 800) * 10);
    pace.spent(80_000, 80_000, 0);
    expect(pace.batchBytes).toBe(16_000 - 800);
  });

  it.each([
    [1, 8 * 1024],
    [1e6, 512 * 1024],
    ['unlimited' as const, 512 * 1024],
  ])('keeps batches within bounds at %s kbit/s', (backlog_kbps, bytes) =>
    expect(new BacklogPace({ backlog_kbps }).batchBytes).toBe(bytes),
  );

  it('does not wait where nothing limits it, nor for a rate of before', () => {
    const pace = new BacklogPace({ backlog_kbps: 1 });
    pace.spent(1_000_000, 100_000, 0);
    expect(pace.waitMs(0)).toBeGreaterThan(800_000);
    pace.configure({ backlog_kbps: 'unlimited' });
    expect(pace.waitMs(0)).toBe(0);
    pace.spent(1_000_000, 100_000, 0);
    expect(pace.waitMs(0)).toBe(0);
  });
});
