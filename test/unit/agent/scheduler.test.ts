import { describe, expect, it, vi } from 'vitest';
import { Scheduler, stableHash, systemTimers } from '../../../agent/scheduler.ts';
import { FakeTimers } from './fake-timers.ts';

const PERIOD = 10_000;

function startedAt(nowMs = 0) {
  const timers = new FakeTimers(nowMs);
  const scheduler = new Scheduler(timers);
  const starts: number[] = [];
  const note = () => void starts.push(timers.monotonicMs());
  return { timers, scheduler, starts, note };
}

describe('scheduler', () => {
  it('starts a round every period, at one phase', async () => {
    const { timers, scheduler, starts, note } = startedAt();
    scheduler.every('job', PERIOD, note);
    await timers.advance(10 * PERIOD);
    const phases = new Set(starts.slice(1).map((atMs) => Math.round(atMs % PERIOD)));
    expect(phases.size).toBe(1);
    expect(starts.length).toBeGreaterThanOrEqual(10);
  });

  it('gives a job the same phase after a restart', async () => {
    const phaseOf = async (nowMs: number) => {
      const { timers, scheduler, starts, note } = startedAt(nowMs);
      scheduler.every('job', PERIOD, note);
      await timers.advance(5 * PERIOD);
      return Math.round(starts.at(-1)! - nowMs) % PERIOD;
    };
    expect(await phaseOf(123_456)).toBe(await phaseOf(0));
  });

  it('spreads jobs over the period', () => {
    const tenths = new Set(
      Array.from({ length: 100 }, (_, index) =>
        Math.floor((stableHash(`reach:site-${index}`) / 2 ** 32) * 10),
      ),
    );
    expect(tenths.size).toBe(10);
  });

  it('starts the first round soon, whatever the period', async () => {
    for (let job = 0; job < 50; job++) {
      const { timers, scheduler, starts, note } = startedAt();
      scheduler.every(`job-${job}`, 3_600_000, note);
      await timers.advance(250);
      expect(starts).toHaveLength(1);
    }
  });

  it('does not overlap rounds of a job, and counts the starts that it skips', async () => {
    const { timers, scheduler } = startedAt();
    let running = 0;
    let most = 0;
    scheduler.every('slow', PERIOD, async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => timers.after(2.5 * PERIOD, resolve));
      running--;
    });
    await timers.advance(12 * PERIOD);
    expect(most).toBe(1);
    expect(scheduler.figures.overruns).toBeGreaterThanOrEqual(7);
  });

  it('counts the rounds under way', async () => {
    const { timers, scheduler } = startedAt();
    let finish = () => {};
    scheduler.every('slow', PERIOD, () => new Promise<void>((resolve) => (finish = resolve)));
    scheduler.every('quick', PERIOD, () => {});
    await timers.advance(PERIOD / 2);
    expect(scheduler.figures.running).toBe(1);
    finish();
    await timers.advance(1);
    expect(scheduler.figures.running).toBe(0);
  });

  it('gives jobs of different periods each its own', async () => {
    const { timers, scheduler } = startedAt();
    const counts = [PERIOD, PERIOD / 10].map((periodMs) => {
      const count = { rounds: 0 };
      scheduler.every(`job of ${periodMs}`, periodMs, () => void count.rounds++);
      return count;
    });
    await timers.advance(10 * PERIOD);
    expect(counts.map(({ rounds }) => Math.round(rounds / 10))).toEqual([1, 10]);
  });

  it('does not look at the wall clock, which may step', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
    try {
      const before = systemTimers.monotonicMs();
      vi.setSystemTime(1_000_000 + 86_400_000);
      expect(systemTimers.monotonicMs() - before).toBeLessThan(60_000);
      vi.setSystemTime(0);
      expect(systemTimers.monotonicMs()).toBeGreaterThanOrEqual(before);
    } finally {
      vi.useRealTimers();
    }
  });

  it('counts no overrun where rounds are short', async () => {
    const { timers, scheduler, note } = startedAt();
    scheduler.every('job', PERIOD, note);
    await timers.advance(12 * PERIOD);
    expect(scheduler.figures.overruns).toBe(0);
  });

  it('goes on after a round that failed', async () => {
    const { timers, scheduler, starts, note } = startedAt();
    scheduler.every('job', PERIOD, async () => {
      note();
      await Promise.reject(new Error('reported by the job itself')).catch(() => undefined);
    });
    await timers.advance(3 * PERIOD);
    expect(starts.length).toBeGreaterThanOrEqual(3);
  });

  it('does not make up for the rounds of a suspended machine, and keeps the phase', async () => {
    const { timers, scheduler, starts, note } = startedAt();
    scheduler.every('job', PERIOD, note);
    await timers.advance(2 * PERIOD);
    const before = starts.length;
    const phaseMs = starts.at(-1)! % PERIOD;
    timers.suspend(100 * PERIOD);
    await timers.advance(0);
    expect(starts.length).toBe(before + 1);
    await timers.advance(PERIOD);
    expect(starts.length).toBe(before + 2);
    expect(starts.at(-1)! % PERIOD).toBeCloseTo(phaseMs, 6);
  });

  it('tells how late the latest round was', async () => {
    const { timers, scheduler, note } = startedAt();
    scheduler.every('job', PERIOD, note);
    await timers.advance(2 * PERIOD);
    expect(scheduler.figures.lagMs).toBe(0);
    timers.suspend(3 * PERIOD);
    await timers.advance(0);
    expect(scheduler.figures.lagMs).toBeGreaterThan(PERIOD);
  });

  it('starts nothing after it was stopped', async () => {
    const { timers, scheduler, starts, note } = startedAt();
    const stop = scheduler.every('job', PERIOD, note);
    await timers.advance(PERIOD);
    stop();
    const before = starts.length;
    await timers.advance(10 * PERIOD);
    expect([starts.length, timers.pending]).toEqual([before, 0]);
  });
});
