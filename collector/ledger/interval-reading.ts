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

/**
 * An interval as the database packs it: state, beginning, end where it has one, when it was decided where it is open,
 * cause, incident, whether a person set it.
 */
type Packed = readonly [
  state: State,
  fromMs: number,
  toMs: number | null,
  openDecidedMs: number | null,
  cause: Cause | null,
  incident: number | null,
  isByPerson: 0 | 1,
];

/** Subject by subject, in the order given; each with its intervals in order of time. */
export async function* readIntervals(
  ledger: LedgerReader,
  subjects: readonly SubjectId[],
  { fromMs, toMs, asOfMs, openUntil }: ReadingRange,
): AsyncGenerator<{ readonly subject: SubjectId; readonly intervals: readonly ReadInterval[] }> {
  // An end that was not known yet is no end.
  const isOpen = sql`(to_ms is null or closed_ms > ${asOfMs})`;
  // One value a subject: half a million rows through the binding take three times as long as their packing does.
  const packed = sql<string>`json_group_array(json_array(
    state, from_ms, iif(${isOpen}, null, to_ms), iif(${isOpen}, decided_ms, null), cause, incident,
    reason = 'operator') order by from_ms)`;
  for (let at = 0; at < subjects.length; at += CHUNK_SUBJECTS) {
    const chunk = subjects.slice(at, at + CHUNK_SUBJECTS);
    const rows = await ledger
      .selectFrom('interval')
      .select(['subject', packed.as('intervals')])
      .where('subject', 'in', chunk)
      .where('from_ms', '<', toMs)
      .where('decided_ms', '<=', asOfMs)
      .where((where) => where.or([where('superseded_ms', 'is', null), where('superseded_ms', '>', asOfMs)]))
      .where(sql<boolean>`(to_ms > ${fromMs} or ${isOpen})`)
      .groupBy('subject')
      .execute();
    const bySubject = new Map(rows.map(({ subject, intervals }) => [subject, intervals]));
    for (const subject of chunk) {
      // The statement above says what is in it, as the table's types do of rows.
      const intervals = JSON.parse(bySubject.get(subject) ?? '[]') as readonly Packed[];
      yield { subject, intervals: intervals.map((each) => intervalOf(each, openUntil)) };
    }
  }
}

function intervalOf(packed: Packed, openUntil: OpenUntil): ReadInterval {
  const [state, fromMs, toMs, openDecidedMs, cause, incident, isByPerson] = packed;
  const untilMs = openDecidedMs === null ? (toMs ?? Number.POSITIVE_INFINITY) : openUntil(openDecidedMs);
  return {
    state,
    fromMs,
    toMs: untilMs === Number.POSITIVE_INFINITY ? undefined : Math.max(untilMs, fromMs),
    cause: cause ?? undefined,
    incident: incident ?? undefined,
    isByPerson: isByPerson === 1,
  };
}
