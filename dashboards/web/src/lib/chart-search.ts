/** Which stretch of time the charts of a site show, as its address says it. Pure. */
import { readSpan, SPAN_MS, type Span, type Steps, stepsOf } from './span.ts';
import { DAY, MINUTE } from './time.ts';

/** A stretch up to now, which moves on, or one from a moment to another; without either the last hour. */
export interface ChartSearch {
  span?: Span | undefined;
  /** ISO 8601, UTC. */
  from?: string | undefined;
  to?: string | undefined;
}

/** Half a wide page has about as many pixels. */
const MOST_STEPS = 750;
/** In it there are a few raw values; there is nothing to see in less. */
const LEAST_MS = MINUTE;
/** The API tells of no more than this in steps of a day. */
const MOST_MS = 5 * 365 * DAY;

/** Later than this no text of a moment has the usual form. */
const LATEST_MS = Date.UTC(9000, 0, 1);

/** Reads search parameters; what is not understood is left out instead of failing the page. */
export function readChartSearch(raw: Record<string, unknown>): ChartSearch {
  const [from, to] = [momentOf(raw.from), momentOf(raw.to)];
  if (from !== undefined && to !== undefined && to - from >= LEAST_MS && to - from <= MOST_MS)
    return chartSearch(from, to);
  const span = readSpan(raw.span);
  return span === undefined ? {} : { span };
}

function momentOf(raw: unknown): number | undefined {
  const ms = typeof raw === 'string' ? Date.parse(raw) : Number.NaN;
  return ms >= 0 && ms <= LATEST_MS ? ms : undefined;
}

/** The address of a stretch between two moments, whole seconds. */
export function chartSearch(fromMs: number, toMs: number): ChartSearch {
  const text = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  return { from: text(fromMs), to: text(toMs) };
}

export interface ChartWindow extends Steps {
  /** It ends now, and moves on. */
  readonly isLive: boolean;
}

export function chartWindow(search: ChartSearch, nowMs: number): ChartWindow {
  const [from, to] = [momentOf(search.from), momentOf(search.to)];
  if (from !== undefined && to !== undefined) return { ...stepsOf(from, to, MOST_STEPS), isLive: false };
  return { ...stepsOf(nowMs - SPAN_MS[search.span ?? 'hour'], nowMs, MOST_STEPS), isLive: true };
}

export type ChartMove = 'earlier' | 'later' | 'closer' | 'wider';

/**
 * Where a step of the hand leads: half a window aside, the middle half of it, or twice as much around it; `null` where
 * it leads nowhere.
 */
export function movedSearch(window: Steps, move: ChartMove, nowMs: number): ChartSearch | null {
  const { fromMs, toMs } = window;
  const spanMs = toMs - fromMs;
  const cut = (from: number, to: number) => {
    const beyond = Math.max(0, to - Math.max(nowMs, toMs));
    return chartSearch(from - beyond, to - beyond);
  };
  switch (move) {
    case 'earlier':
      return cut(fromMs - spanMs / 2, toMs - spanMs / 2);
    case 'later':
      return toMs >= nowMs ? null : cut(fromMs + spanMs / 2, toMs + spanMs / 2);
    case 'closer':
      return spanMs / 2 < LEAST_MS ? null : cut(fromMs + spanMs / 4, toMs - spanMs / 4);
    case 'wider':
      return spanMs * 2 > MOST_MS ? null : cut(fromMs - spanMs / 2, toMs + spanMs / 2);
  }
}

/** What was drawn out with the pointer, or the least around its middle. */
export function drawnSearch(fromMs: number, toMs: number): ChartSearch {
  const middleMs = (fromMs + toMs) / 2;
  const halfMs = Math.max(toMs - fromMs, LEAST_MS) / 2;
  return chartSearch(
    Math.floor((middleMs - halfMs) / 1000) * 1000,
    Math.ceil((middleMs + halfMs) / 1000) * 1000,
  );
}
