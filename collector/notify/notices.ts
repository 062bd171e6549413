/** What people are told of together: kept until it is time, then made into one message each. */

import type { Recipient } from '../../config/schema/notify.ts';
import { isWithin } from '../../model/daily-hours.ts';
import { nextTimeOfDay } from '../../model/local-time.ts';
import type { Medium } from '../../model/medium.ts';
import { MEDIA } from '../../model/medium.ts';
import type { LedgerReader, LedgerTransaction } from '../ledger/ledger.ts';
import type { Bundle, IncidentRecord, NoticeTable } from '../ledger/schema.ts';

export interface NewNotice {
  readonly person: string;
  readonly incident: number;
  readonly bundle: Bundle;
  readonly media: readonly Medium[];
  readonly dueMs: number;
}

/** One that waits already about the same incident says it all: what is told is how it stands then. */
export async function addNotice(ledger: LedgerTransaction, notice: NewNotice, nowMs: number): Promise<void> {
  const { person, incident, bundle, media, dueMs } = notice;
  const waiting = await ledger
    .selectFrom('notice')
    .select('id')
    .where('person', '=', person)
    .where('incident', '=', incident)
    .where('told_ms', 'is', null)
    .executeTakeFirst();
  if (waiting) return;
  const row = {
    person,
    incident,
    bundle,
    media: media.join(','),
    created_ms: nowMs,
    due_ms: dueMs,
    told_ms: null,
  };
  await ledger.insertInto('notice').values(row).execute();
}

export async function dropNotices(ledger: LedgerTransaction, incident: number): Promise<void> {
  await ledger.deleteFrom('notice').where('incident', '=', incident).where('told_ms', 'is', null).execute();
}

/** The end of the quiet hours that a moment lies in; `undefined` outside them. */
export function quietUntil({ quiet }: Recipient, nowMs: number, zone: string): number | undefined {
  if (!quiet || !isWithin(quiet, nowMs, zone)) return undefined;
  return nextTimeOfDay([quiet.toMinute], nowMs, zone);
}

export interface StormLimits {
  readonly limit: number;
  readonly within: number;
  readonly gather: number;
}

/**
 * When a storm's next message to a person is due; `undefined` when there is none, and an incident is told of singly.
 * The first message gathers for a moment; from then on there is one each time the window has passed.
 */
export async function stormDue(
  ledger: LedgerReader,
  person: string,
  incident: number,
  { limit, within, gather }: StormLimits,
  nowMs: number,
): Promise<number | undefined> {
  const singly = await ledger
    .selectFrom('outbox')
    .select('incident')
    .distinct()
    .where('person', '=', person)
    .where('created_ms', '>', nowMs - within)
    .where('incident', 'is not', null)
    .where('status', '!=', 'withdrawn')
    .limit(limit + 1)
    .execute();
  if (singly.length < limit || singly.some((row) => row.incident === incident)) return undefined;
  const latest = await ledger
    .selectFrom('notice')
    .select(['due_ms', 'told_ms'])
    .where('person', '=', person)
    .where('bundle', '=', 'storm')
    .orderBy('due_ms', 'desc')
    .executeTakeFirst();
  if (!latest) return nowMs + gather;
  if (latest.told_ms === null) return latest.due_ms;
  return Math.max(nowMs + gather, latest.told_ms + within);
}

export interface DueBundle {
  readonly person: string;
  readonly bundle: Bundle;
  readonly media: readonly Medium[];
  readonly incidents: readonly IncidentRecord[];
  /** Says which message it is. */
  readonly lastNotice: number;
}

/** Takes what is due, and notes it as told. */
export async function takeDueBundles(ledger: LedgerTransaction, nowMs: number): Promise<DueBundle[]> {
  const due = await ledger
    .selectFrom('notice')
    .selectAll()
    .where('told_ms', 'is', null)
    .where('due_ms', '<=', nowMs)
    .orderBy('id')
    .execute();
  if (due.length === 0) return [];
  const groups = new Map<string, Notice[]>();
  for (const notice of due) {
    const key = `${notice.bundle} ${notice.person}`;
    groups.set(key, [...(groups.get(key) ?? []), notice]);
  }
  const bundles: DueBundle[] = [];
  for (const notices of groups.values()) {
    const bundle = await bundleOf(ledger, notices);
    if (bundle) bundles.push(bundle);
  }
  await ledger
    .updateTable('notice')
    .set({ told_ms: nowMs })
    .where('told_ms', 'is', null)
    .where('due_ms', '<=', nowMs)
    .execute();
  return bundles;
}

type Notice = Pick<NoticeTable, 'person' | 'bundle' | 'media' | 'incident'> & { id: number };

async function bundleOf(
  ledger: LedgerTransaction,
  notices: readonly Notice[],
): Promise<DueBundle | undefined> {
  const last = notices.at(-1);
  if (!last) return undefined;
  const named = new Set(notices.flatMap(({ media }) => media.split(',')));
  const incidents = await ledger
    .selectFrom('incident')
    .selectAll()
    .where('id', 'in', [...new Set(notices.map(({ incident }) => incident))])
    .where('merged_into', 'is', null)
    .execute();
  if (incidents.length === 0) return undefined;
  const { person, bundle, id } = last;
  return { person, bundle, media: MEDIA.filter((medium) => named.has(medium)), incidents, lastNotice: id };
}
