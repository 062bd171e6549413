/** The province's clock: it starts at the script's `start` and runs at a speed of its own. */
import type { FaultScript } from './script.ts';

export interface SimulatedClock {
  /** Simulated milliseconds a real one. */
  readonly speed: number;
  /** Simulated time at the start: milliseconds after the first day's midnight. */
  readonly startMs: number;
  /** Simulated time now: milliseconds after the first day's midnight. */
  nowMs(): number;
  /** Real milliseconds since the start. */
  elapsedMs(): number;
}

/** @param realMs a clock that never goes back, milliseconds */
export function startClock(script: FaultScript, speed: number, realMs: () => number): SimulatedClock {
  const startedMs = realMs();
  const elapsedMs = () => realMs() - startedMs;
  return { speed, startMs: script.start, nowMs: () => script.start + elapsedMs() * speed, elapsedMs };
}
