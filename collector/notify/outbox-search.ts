/** The outbox as people look through it, and how it stands with each medium. */
import { sql } from 'kysely';
import type { Medium } from '../../model/medium.ts';
import { MEDIA } from '../../model/medium.ts';
import type { LedgerReader } from '../ledger/ledger.ts';
import type { OutboxRecord, OutboxStatus } from '../ledger/schema.ts';

export interface OutboxSearch {
  readonly status?: OutboxStatus | undefined;
  readonly medium?: Medium | undefined;
  /** In the name or address of the person, or in the subject. */
  readonly text?: string | undefined;
  /** Only those with a lower id; for reading on. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface OutboxFound {
  readonly rows: readonly OutboxRecord[];
  /** Of all pages. */
  readonly total: number;
}

/** The latest first. */
export async function searchOutbox(ledger: LedgerReader, search: OutboxSearch): Promise<OutboxFound> {
  const { status, medium, text, before, limit } = search;
  let found = ledger.selectFrom('outbox');
  if (status !== undefined) found = found.where('status', '=', status);
  if (medium !== undefined) found = found.where('medium', '=', medium);
  if (text !== undefined) {
    // No `like`: what was typed has no wildcards.
    const has = (column: 'person' | 'recipient' | 'subject') =>
      sql<boolean>`instr(lower(${sql.ref(column)}), lower(${text})) > 0`;
    found = found.where(({ or }) => or([has('person'), has('recipient'), has('subject')]));
  }
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const page = before === undefined ? found : found.where('id', '<', before);
  const rows = await page.selectAll().orderBy('id', 'desc').limit(limit).execute();
  return { rows, total: Number(total) };
}

/** How it stands with what goes by a medium. */
export interface MediumStanding {
  readonly medium: Medium;
  readonly waiting: number;
  /** Of those that wait: with an attempt that failed. */
  readonly failing: number;
  readonly dead: number;
  /** When the latest was taken over, epoch milliseconds. */
  readonly deliveredMs: number | null;
  /** Why the newest of those that fail or are dead did not go. */
  readonly error: string | null;
}

export async function mediumStandings(ledger: LedgerReader): Promise<MediumStanding[]> {
  return Promise.all(
    MEDIA.map(async (medium): Promise<MediumStanding> => {
      const of = ledger.selectFrom('outbox').where('medium', '=', medium);
      const counts = await of
        .where('status', 'in', ['pending', 'dead'])
        .select(['status', 'attempts'])
        .select(({ fn }) => fn.countAll<number>().as('rows'))
        .groupBy(['status', 'attempts'])
        .execute();
      const last = await of
        .where('status', '=', 'delivered')
        .select(({ fn }) => fn.max('delivered_ms').as('at'))
        .executeTakeFirst();
      const failed = await of
        .where('status', 'in', ['pending', 'dead'])
        .where('last_error', 'is not', null)
        .select('last_error')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      const sum = (rows: typeof counts) => rows.reduce((total, { rows: count }) => total + Number(count), 0);
      const waiting = counts.filter(({ status }) => status === 'pending');
      return {
        medium,
        waiting: sum(waiting),
        failing: sum(waiting.filter(({ attempts }) => attempts > 0)),
        dead: sum(counts.filter(({ status }) => status === 'dead')),
        deliveredMs: last?.at ?? null,
        error: failed?.last_error ?? null,
      };
    }),
  );
}
