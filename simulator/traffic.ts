/**
 * How many octets a line has carried. The day's curve is laid down once, minute by minute; a counter is then
 * read from it for any moment, so that nothing has to run while nobody asks.
 */
import type { LineUse } from './faults.ts';
import { noiseAt } from './random.ts';
import { DAY_MS } from './script.ts';

const MINUTE_MS = 60_000;
const MINUTES = DAY_MS / MINUTE_MS;

/** A minute's use of the line is judged by these many moments in it: faults need not begin on the minute. */
const SAMPLES = 4;

/** Traffic by the hour as a part of the busiest hour's: an office's day with its lunch break. */
const HOURS = [
  0.05, 0.04, 0.04, 0.04, 0.05, 0.08, 0.18, 0.55, 0.95, 1, 0.96, 0.7, 0.32, 0.72, 0.94, 0.98, 0.85, 0.42,
  0.22, 0.18, 0.16, 0.12, 0.08, 0.06,
];

/** The office's own noise: slow waves of a few minutes and quick ones of one. */
const SLOW_NOISE_MINUTES = 7;
const SLOW_NOISE = 0.3;
const QUICK_NOISE = 0.2;

/** A line in normal use is never quite full, and a full one carries a little less than its bandwidth. */
const MOST_IN_NORMAL_USE = 0.9;
const LEAST_WHEN_FULL = 0.96;
const MOST_WHEN_FULL = 0.995;

export interface TrafficProfile {
  /** Bits a second. */
  readonly bandwidthBps: number;
  /** Part of the bandwidth in use in the busiest hour, 0 to 1. */
  readonly busyShare: number;
  readonly seed: number;
}

/** Octets carried since midnight, at the start of each minute; the last element is the whole day's. */
export type TrafficDay = Float64Array;

/** @param use how the line is used at a time of the day in milliseconds */
export function layDownDay(profile: TrafficProfile, use: (timeOfDayMs: number) => LineUse): TrafficDay {
  const day = new Float64Array(MINUTES + 1);
  for (let minute = 0; minute < MINUTES; minute += 1) {
    let share = 0;
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const timeMs = (minute + (sample + 0.5) / SAMPLES) * MINUTE_MS;
      share += shareOf(profile, use(timeMs), minute) / SAMPLES;
    }
    const octets = Math.floor((profile.bandwidthBps * share * MINUTE_MS) / 8_000);
    day[minute + 1] = (day[minute] ?? 0) + octets;
  }
  return day;
}

function shareOf({ busyShare, seed }: TrafficProfile, use: LineUse, minute: number): number {
  if (use === 'idle') return 0;
  const quick = noiseAt(seed, minute);
  if (use === 'full') return LEAST_WHEN_FULL + (MOST_WHEN_FULL - LEAST_WHEN_FULL) * quick;
  const slow = smoothNoise(seed ^ 0x51ed27, minute / SLOW_NOISE_MINUTES);
  const wave = 1 + SLOW_NOISE * (2 * slow - 1) + QUICK_NOISE * (2 * quick - 1);
  return Math.min(MOST_IN_NORMAL_USE, busyShare * hourly(minute / 60) * wave);
}

function smoothNoise(seed: number, position: number): number {
  const knot = Math.floor(position);
  const [from, to] = [noiseAt(seed, knot), noiseAt(seed, knot + 1)];
  return from + (to - from) * (position - knot);
}

/** The curve through the hours, each value standing for the middle of its hour. */
function hourly(hours: number): number {
  const position = hours - 0.5 + HOURS.length;
  const knot = Math.floor(position);
  const [from = 0, to = 0] = [HOURS[knot % HOURS.length], HOURS[(knot + 1) % HOURS.length]];
  return from + (to - from) * (position - knot);
}

/**
 * Octets carried from the first midnight to a moment of simulated time; never falls as time goes on.
 * Simulated time may run faster than the clock: to get what a counter of real time shows, divide by the speed.
 */
export function octetsAt(day: TrafficDay, simulatedMs: number): number {
  const days = Math.floor(simulatedMs / DAY_MS);
  const minutes = (simulatedMs - days * DAY_MS) / MINUTE_MS;
  const minute = Math.floor(minutes);
  const [from = 0, to = 0] = [day[minute], day[minute + 1]];
  return days * (day[MINUTES] ?? 0) + from + (to - from) * (minutes - minute);
}

/** Octets of a whole day. */
export function dayTotal(day: TrafficDay): number {
  return day[MINUTES] ?? 0;
}
