/** Intervals of many subjects as of a moment, piece by piece: for reports over everything, in bounded memory. */
import { sql } from 'kysely';
import type { Cause } from '../../model/incident.ts';
import type { State, SubjectId } from '../../model/state.ts';
import type { LedgerReader } from './ledger.ts';
import type { OpenUntil } from './watching.ts';

/** What reports want of an interval. */
export interface ReadInterval {
  readonly state: State;
  readonly fromMs: number;
  /** `undefined`: still going on at the moment. */
  readonly toMs: number | undefined;
  readonly cause: Cause | undefined;
  readonly incident: number | undefined;
  /** A person set it so. */
  readonly isByPerson: boolean;
}

export interface ReadingRange {
  readonly fromMs: number;
  readonly toMs: number;
  /** What was decided later is left out, and what ended later is open. */
  readonly asOfMs: number;
  /** What was open at the moment and counts no longer than this. */
  readonly openUntil: OpenUntil;
}

/** As many subjects as are read at a time. */
const CHUNK_SUBJECTS = 200;

interface Row {
  readonly subject: SubjectId;
  readonly state: State;
  readonly from_ms: number;
  readonly to_ms: number | null;
  readonly decided_ms: number;
  readonly closed_ms: number | null;
  readonly cause: Cause | null;
  readonly incident: number | null;
  readonly reason: string;
}

/** Subject by subject, in the order given; each with its intervals in order of time. */
export async function* readIntervals(
  ledger: LedgerReader,
  subjects: readonly SubjectId[],
  { fromMs, toMs, asOfMs, openUntil }: ReadingRange,
): AsyncGenerator<{ readonly subject: SubjectId; readonly intervals: readonly ReadInterval[] }> {
  for (let at = 0; at < subjects.length; at += CHUNK_SUBJECTS) {
    const chunk = subjects.slice(at, at + CHUNK_SUBJECTS);
    const rows = await ledger
      .selectFrom('interval')
      .select([
        'subject',
        'state',
        'from_ms',
        'to_ms',
        'decided_ms',
        'closed_ms',
        'cause',
        'incident',
        'reason',
      ])
      .where('subject', 'in', chunk)
      .where('from_ms', '<', toMs)
      .where('decided_ms', '<=', asOfMs)
      .where((where) => where.or([where('superseded_ms', 'is', null), where('superseded_ms', '>', asOfMs)]))
      // An end that was not known yet is no end.
      .where(sql<boolean>`(to_ms is null or to_ms > ${fromMs} or closed_ms > ${asOfMs})`)
      .orderBy('subject')
      .orderBy('from_ms')
      .execute();
    const bySubject = new Map<SubjectId, ReadInterval[]>();
    for (const row of rows) {
      const intervals = bySubject.get(row.subject);
      if (intervals) intervals.push(intervalOf(row, asOfMs, openUntil));
      else bySubject.set(row.subject, [intervalOf(row, asOfMs, openUntil)]);
    }
    for (const subject of chunk) yield { subject, intervals: bySubject.get(subject) ?? [] };
  }
}

function intervalOf(row: Row, asOfMs: number, openUntil: OpenUntil): ReadInterval {
  const isOpen = row.to_ms === null || (row.closed_ms !== null && row.closed_ms > asOfMs);
  const untilMs = isOpen ? openUntil(row.decided_ms) : (row.to_ms ?? Number.POSITIVE_INFINITY);
  return {
    state: row.state,
    fromMs: row.from_ms,
    toMs: untilMs === Number.POSITIVE_INFINITY ? undefined : Math.max(untilMs, row.from_ms),
    cause: row.cause ?? undefined,
    incident: row.incident ?? undefined,
    isByPerson: row.reason === 'operator',
  };
}
