/** How much time a chart shows. Pure. */
import { DAY, HOUR, MINUTE, SECOND } from './time.ts';

export const SPANS = ['hour', 'day', 'week', 'month', 'year'] as const;
export type Span = (typeof SPANS)[number];
export const SPAN_MS: Record<Span, number> = {
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  year: 365 * DAY,
};

export function readSpan(raw: unknown): Span | undefined {
  return SPANS.find((each) => each === raw);
}

/** A stretch of time in equal steps. */
export interface Steps {
  /** Multiples of the step: what is read again is the same but for its last steps. */
  readonly fromMs: number;
  readonly toMs: number;
  /** What one point of a curve tells of. */
  readonly stepMs: number;
}

const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((hours) => hours * HOUR),
];
const LAST_STEP_MS = DAY;

/** The shortest round step that cuts a stretch into `most` parts at most, and the stretch widened to whole steps. */
export function stepsOf(fromMs: number, toMs: number, most: number): Steps {
  const stepMs = STEPS_MS.find((step) => (toMs - fromMs) / step <= most) ?? LAST_STEP_MS;
  return { fromMs: Math.floor(fromMs / stepMs) * stepMs, toMs: Math.ceil(toMs / stepMs) * stepMs, stepMs };
}
