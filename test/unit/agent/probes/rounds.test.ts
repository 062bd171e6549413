import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Round } from '../../../../agent/probes/rounds.ts';
import { failureOf, onAbort, startRounds } from '../../../../agent/probes/rounds.ts';
import { Scheduler } from '../../../../agent/scheduler.ts';
import type { Point } from '../../../../model/point.ts';
import { FakeTimers } from '../fake-timers.ts';
import { listeningLogger } from '../silent-logger.ts';

const POINT: Point = { measurement: 'm', tags: {}, fields: { value: 1 }, timeMs: 7 };
const JOB = { id: 'job', kind: 'tcp', periodMs: 1_000 };

/** A period passes with each call. */
function rounds(measure: (round: Round) => Promise<Point[]>, timeoutMs = 60_000) {
  const timers = new FakeTimers();
  const emitted: Point[][] = [];
  const { logger, messages } = listeningLogger();
  const scheduler = new Scheduler(timers);
  const context = { scheduler, logger, now: () => 7, emit: (points: Point[]) => void emitted.push(points) };
  const probe = startRounds(JOB, timeoutMs, context, measure);
  onTestFinished(() => probe.stop());
  return { probe, emitted, messages, period: () => timers.advance(JOB.periodMs) };
}

describe('rounds of a service probe', () => {
  it('emit what is measured, once a period', async () => {
    const { emitted, period } = rounds(async ({ startMs }) => [{ ...POINT, timeMs: startMs }]);
    await period();
    await period();
    expect(emitted.slice(0, 2)).toEqual([[POINT], [POINT]]);
  });

  it('log a fault once until it is over', async () => {
    let faulty = true;
    const { emitted, messages, period } = rounds(async () => {
      if (faulty) throw new Error('no file');
      return [POINT];
    });
    await period();
    await period();
    expect(messages()).toEqual(['tcp: cannot be measured']);
    expect(emitted).toEqual([]);
    faulty = false;
    await period();
    faulty = true;
    await period();
    expect(messages()).toHaveLength(2);
  });

  it('end the measurement that is under way when they are stopped, and emit nothing of it', async () => {
    let ended = false;
    const { probe, emitted, messages, period } = rounds(
      ({ signal }) =>
        new Promise((resolve) => {
          onAbort(signal, () => {
            ended = true;
            resolve([POINT]);
          });
        }),
    );
    await period();
    expect(ended).toBe(false);
    probe.stop();
    await period();
    expect([ended, emitted, messages()]).toEqual([true, [], []]);
  });

  it('end a measurement at its time limit', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const failures: string[] = [];
    const { period } = rounds(
      ({ signal }) =>
        new Promise((resolve) => {
          onAbort(signal, () => {
            failures.push(failureOf(new Error('given up'), signal));
            resolve([]);
          });
        }),
      500,
    );
    await period();
    await vi.advanceTimersByTimeAsync(499);
    expect(failures).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(failures).toEqual(['timeout']);
  });
});

describe('failureOf', () => {
  it.each([
    ['ECONNREFUSED', 'connection_failed'],
    ['ETIMEDOUT', 'timeout'],
    ['ENOTFOUND', 'dns_error'],
    ['EAI_AGAIN', 'dns_error'],
    [undefined, 'connection_failed'],
  ])('%s is %s', (code, failure) => {
    expect(failureOf(Object.assign(new Error('x'), { code }), new AbortController().signal)).toBe(failure);
  });
});

describe('onAbort', () => {
  it('calls at once where the signal has ended', () => {
    const called = vi.fn();
    onAbort(AbortSignal.abort(), called);
    expect(called).toHaveBeenCalledOnce();
  });

  it('can be called off', () => {
    const called = vi.fn();
    const controller = new AbortController();
    onAbort(controller.signal, called)();
    controller.abort();
    expect(called).not.toHaveBeenCalled();
  });
});
