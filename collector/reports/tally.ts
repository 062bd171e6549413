/** Adds up where time went. Pure. */
import type { Cause } from '../../model/incident.ts';
import { CAUSES } from '../../model/incident.ts';
import type { Measure } from '../../model/service-hours.ts';
import { isOutage } from '../../model/state.ts';
import type { TimeAccount } from '../../model/time-account.ts';
import type { Piece } from './pieces.ts';

/** Pieces of one outage, adjoining; what is excluded of it counts nothing. */
export interface OutageRun {
  readonly fromMs: number;
  readonly toMs: number;
  readonly countedMs: number;
  /** The one with most of the counted time. */
  readonly cause: Cause;
  readonly incident: number | undefined;
  readonly isOpen: boolean;
}

type Sums = { -readonly [K in keyof TimeAccount]: TimeAccount[K] } & { causeMs: Record<Cause, number> };

const KIND = {
  up: 'upMs',
  degraded: 'degradedMs',
  down: 'downMs',
  unreachable: 'unreachableMs',
  unknown: 'unknownMs',
} as const;

export function noTime(): Sums {
  return {
    periodMs: 0,
    upMs: 0,
    degradedMs: 0,
    downMs: 0,
    unreachableMs: 0,
    unknownMs: 0,
    excludedMs: 0,
    outages: 0,
    shortOutages: 0,
    longestOutageMs: 0,
    causeMs: { line: 0, power: 0, device: 0, upstream: 0, planned: 0, undetermined: 0 },
  };
}

/** Adds the second account to the first. */
export function addTo(sums: ReturnType<typeof noTime>, other: TimeAccount): void {
  sums.periodMs += other.periodMs;
  sums.upMs += other.upMs;
  sums.degradedMs += other.degradedMs;
  sums.downMs += other.downMs;
  sums.unreachableMs += other.unreachableMs;
  sums.unknownMs += other.unknownMs;
  sums.excludedMs += other.excludedMs;
  sums.outages += other.outages;
  sums.shortOutages += other.shortOutages;
  sums.longestOutageMs = Math.max(sums.longestOutageMs, other.longestOutageMs);
  for (const cause of CAUSES) sums.causeMs[cause] += other.causeMs[cause];
}

/** The outages of which some time counts, in order. */
export function outageRuns(pieces: readonly Piece[], measure: Measure): OutageRun[] {
  const runs: OutageRun[] = [];
  for (let index = 0; index < pieces.length; ) {
    let end = index;
    while (end < pieces.length && isOutage(pieces[end]?.state ?? 'up')) end++;
    if (end > index) runs.push(...runOf(pieces.slice(index, end), measure));
    index = end + 1;
  }
  return runs;
}

function runOf(pieces: readonly Piece[], measure: Measure): OutageRun[] {
  let countedMs = 0;
  let first: Piece | undefined;
  let last: Piece | undefined;
  const causeMs = new Map<Cause, number>();
  for (const piece of pieces) {
    if (piece.excluded) continue;
    const ms = measure(piece.fromMs, piece.toMs);
    if (ms === 0) continue;
    countedMs += ms;
    causeMs.set(piece.cause, (causeMs.get(piece.cause) ?? 0) + ms);
    first ??= piece;
    last = piece;
  }
  if (!first || !last) return [];
  const [[cause]] = [...causeMs].sort((a, b) => b[1] - a[1]) as [[Cause, number]];
  const incident = pieces.find((piece) => piece.incident !== undefined)?.incident;
  return [{ fromMs: first.fromMs, toMs: last.toMs, countedMs, cause, incident, isOpen: last.isOpen }];
}

/** @param minOutageMs outages shorter than this are short. */
export function accountOf(
  pieces: readonly Piece[],
  runs: readonly OutageRun[],
  measure: Measure,
  minOutageMs: number,
): TimeAccount {
  const sums = noTime();
  for (const { state, excluded, cause, fromMs, toMs } of pieces) {
    const ms = measure(fromMs, toMs);
    sums.periodMs += ms;
    sums[excluded ? 'excludedMs' : KIND[state]] += ms;
    if (!excluded && isOutage(state)) sums.causeMs[cause] += ms;
  }
  for (const { countedMs } of runs) {
    sums.outages++;
    if (countedMs < minOutageMs) sums.shortOutages++;
    sums.longestOutageMs = Math.max(sums.longestOutageMs, countedMs);
  }
  return sums;
}
