/** Samples one after the other, and what they come to. Pure. */
import { interarrivalJitterMs, percentilesOf } from '../../../agent/probes/packet-round.ts';
import type { Point } from '../../../model/point.ts';
import { numericField } from '../../../model/point.ts';

/** Round-trip or answering time of one measurement, milliseconds; `undefined`: no answer. */
export type Sample = number | undefined;

/** Where a measurement has its time, and what one of it is in milliseconds. */
const TIME_FIELDS: Readonly<Record<string, readonly [field: string, factor: number]>> = {
  ping: ['average_response_ms', 1],
  stamp: ['rtt_avg_ms', 1],
  dns_query: ['query_time_ms', 1],
  http_response: ['response_time', 1_000],
  videoconf: ['response_ms', 1],
  snmp: ['response_ms', 1],
};

/** @returns `[]` where none of the points is a measurement of that kind: what else a probe tells is no sample. */
export function samplesOf(points: readonly Point[]): Sample[] {
  return points.flatMap((point) => {
    const [field, factor] = TIME_FIELDS[point.measurement] ?? [];
    if (field === undefined || factor === undefined) return [];
    const value = numericField(point, field);
    return [value === undefined || isSilent(point) ? undefined : value * factor];
  });
}

/** A probe that gave up writes how long that took. */
function isSilent(point: Point): boolean {
  return (
    point.fields.reachable === false || ['timeout', 'connection_failed'].includes(point.tags.result ?? '')
  );
}

export interface Summary {
  readonly sent: number;
  readonly received: number;
  readonly lossPercent: number;
  /** `undefined` where nothing was answered. */
  readonly times:
    | {
        readonly minMs: number;
        readonly avgMs: number;
        readonly p95Ms: number;
        readonly maxMs: number;
        /** RFC 3550 section 6.4.1, of the round-trip times. */
        readonly jitterMs: number;
      }
    | undefined;
}

export function summarise(samples: readonly Sample[]): Summary {
  const times = samples.filter((sample) => sample !== undefined);
  const [sent, received] = [samples.length, times.length];
  const lossPercent = sent === 0 ? 0 : ((sent - received) / sent) * 100;
  const percentiles = percentilesOf(times);
  if (!percentiles) return { sent, received, lossPercent, times: undefined };
  const avgMs = times.reduce((sum, time) => sum + time, 0) / received;
  const [minMs, maxMs] = [Math.min(...times), Math.max(...times)];
  const jitterMs = interarrivalJitterMs(times);
  return { sent, received, lossPercent, times: { minMs, avgMs, p95Ms: percentiles.p95, maxMs, jitterMs } };
}

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const LOST = '×';

/** The latest samples as bars of their height; a cross for what was lost. @param width characters. */
export function sparkline(samples: readonly Sample[], width: number): string {
  const shown = samples.slice(-width);
  const top = Math.max(...shown.map((sample) => sample ?? 0), Number.MIN_VALUE);
  const bar = (sample: number) => BARS[Math.min(BARS.length - 1, Math.floor((sample / top) * BARS.length))];
  return shown.map((sample) => (sample === undefined ? LOST : bar(sample))).join('');
}

const HISTOGRAM_ROWS = 8;
const HISTOGRAM_WIDTH = 40;

/** How often which time: rows of equal width from the least to the greatest. Nothing of fewer than two times. */
export function histogram(samples: readonly Sample[]): string[] {
  const times = samples.filter((sample) => sample !== undefined);
  const [least, most] = [Math.min(...times), Math.max(...times)];
  const width = (most - least) / HISTOGRAM_ROWS;
  // Of no width also where the eighth of a difference is too small to be a number.
  if (times.length < 2 || !(width > 0)) return [];
  const counts = new Array<number>(HISTOGRAM_ROWS).fill(0);
  for (const time of times) {
    const row = Math.min(HISTOGRAM_ROWS - 1, Math.floor((time - least) / width));
    counts[row] = (counts[row] ?? 0) + 1;
  }
  const highest = Math.max(...counts);
  return counts.map((count, row) => {
    const bar = '█'.repeat(Math.ceil((count / highest) * HISTOGRAM_WIDTH));
    return `${(least + row * width).toFixed(1).padStart(9)} ms  ${bar}${count > 0 ? ' ' : ''}${count}`;
  });
}
