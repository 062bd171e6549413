/** The states of a stretch of the past as the ledger has them now, with what came late. */
import { setImmediate } from 'node:timers/promises';
import type { State, SubjectId } from '../../model/state.ts';
import type { LedgerInterval } from '../ledger/intervals.ts';
import { intervalsBetween } from '../ledger/intervals.ts';
import type { LedgerReader } from '../ledger/ledger.ts';

/** Subjects asked for without letting others have their turn. */
const AT_ONCE = 20;

/** @returns the state of a subject at a moment of the stretch, epoch milliseconds. */
export async function statesThen(
  ledger: LedgerReader,
  subjects: Iterable<SubjectId>,
  fromMs: number,
  toMs: number,
): Promise<(subject: SubjectId, atMs: number) => State | undefined> {
  const intervals = new Map<SubjectId, LedgerInterval[]>();
  for (const subject of subjects) {
    intervals.set(subject, await intervalsBetween(ledger, subject, fromMs, toMs));
    if (intervals.size % AT_ONCE === 0) await setImmediate();
  }
  return (subject, atMs) =>
    intervals.get(subject)?.find((one) => one.fromMs <= atMs && (one.toMs ?? toMs) > atMs)?.state;
}
