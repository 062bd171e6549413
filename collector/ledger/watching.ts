/**
 * When a collector was there to decide. An open interval says what was so last, not that anybody has looked since: one
 * that a collector left behind is known only until the collector was last there.
 */
import type { LedgerReader } from './ledger.ts';

/** A stretch in which a collector ran; times in epoch milliseconds. */
interface Watch {
  readonly fromMs: number;
  /** It was there at this moment. */
  readonly seenMs: number;
}

/** A collector that is written down to be there this late is busy, not away. */
const LATE_MS = 30_000; /** What a collector decides a silence after its start is in the ledger by then. */
const SETTLE_MS = 10_000;
/** How far back is looked when one start followed the other before anything could be decided. */
const MOST_WATCHES = 50;

/** Begins a stretch. @returns its number. */
export async function beginWatch(ledger: LedgerReader, nowMs: number): Promise<number> {
  const { id } = await ledger
    .insertInto('watching')
    .values({ from_ms: nowMs, seen_ms: nowMs })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** The collector is still there. */
export async function keepWatch(ledger: LedgerReader, id: number, nowMs: number): Promise<void> {
  await ledger.updateTable('watching').set({ seen_ms: nowMs }).where('id', '=', id).execute();
}

/**
 * Until when an interval counts that was open at a moment, by when it was decided: infinity where a collector stood
 * behind it at that moment.
 */
export type OpenUntil = (decidedMs: number) => number;

/**
 * @param silenceMs without evidence for this long nobody is looking; a shorter absence changes nothing, and a collector
 * that starts has decided about the absence before it by then.
 */
export async function openUntilAsOf(
  ledger: LedgerReader,
  asOfMs: number,
  silenceMs: number,
): Promise<OpenUntil> {
  const rows = await ledger
    .selectFrom('watching')
    .select(['from_ms', 'seen_ms'])
    .where('from_ms', '<=', asOfMs)
    .orderBy('from_ms', 'desc')
    .limit(MOST_WATCHES)
    .execute();
  const watches = rows.map(({ from_ms, seen_ms }) => ({ fromMs: from_ms, seenMs: seen_ms }));
  return (decidedMs) => openUntil(watches, decidedMs, asOfMs, Math.max(silenceMs, LATE_MS));
}

/** @param watches latest first. */
function openUntil(watches: readonly Watch[], decidedMs: number, asOfMs: number, silenceMs: number): number {
  let untilMs = Number.POSITIVE_INFINITY;
  let nextMs = asOfMs;
  for (const { fromMs, seenMs } of watches) {
    const isGap = nextMs - seenMs > silenceMs;
    // Asked again later, a collector that was there has been seen later: the answer must be the same.
    const lastMs = isGap ? seenMs : nextMs;
    if (isGap) untilMs = seenMs;
    if (decidedMs >= fromMs || lastMs - fromMs > silenceMs + SETTLE_MS) return untilMs;
    nextMs = fromMs;
  }
  return untilMs;
}
