/** Incidents as people look for them. */
import type { SelectQueryBuilder } from 'kysely';
import { fold, matchesFolded, queryWords } from '../../model/fold.ts';
import type { Cause, Severity } from '../../model/incident.ts';
import type { SubjectId } from '../../model/state.ts';
import type { LedgerReader } from '../ledger/ledger.ts';
import type { IncidentRecord, LedgerSchema } from '../ledger/schema.ts';

export interface IncidentQuery {
  readonly state: 'open' | 'resolved' | 'all';
  readonly site?: string | undefined;
  /** Of any of these. */
  readonly sites?: readonly string[] | undefined;
  readonly kind?: string | undefined;
  readonly severity?: readonly Severity[] | undefined;
  /** `none`: not known yet. */
  readonly cause?: Cause | 'none' | undefined;
  /** Words of the name, with marks or without; `none`: nobody's. */
  readonly assignee?: string | undefined;
  readonly flapping?: boolean | undefined;
  readonly acknowledged?: boolean | undefined;
  /** Was going on at some time from here, and before there; epoch milliseconds. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Each of these occurs in what `textOf` gives. */
  readonly words?: readonly string[] | undefined;
  /** Only those with a number below: the next page. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface IncidentPage {
  readonly items: IncidentRecord[];
  /** On all pages. */
  readonly total: number;
  /** `before` of the next page. */
  readonly next: number | undefined;
}

/** SQLite's limit of values in a statement is far above. */
const IDS_IN_QUERY = 5_000;

type Select<T> = SelectQueryBuilder<LedgerSchema, 'incident', T>;

function filtered<T>(select: Select<T>, query: IncidentQuery): Select<T> {
  const { state, site, sites, kind, severity, cause, assignee, flapping, acknowledged, fromMs, toMs } = query;
  let found = select.where('merged_into', 'is', null);
  if (state === 'open') found = found.where('resolved_ms', 'is', null);
  if (state === 'resolved') found = found.where('resolved_ms', 'is not', null);
  if (site !== undefined) found = found.where('site', '=', site);
  if (sites !== undefined) found = found.where('site', 'in', sites.length > 0 ? sites : ['']);
  if (kind !== undefined) found = found.where('kind', '=', kind);
  if (severity !== undefined) found = found.where('severity', 'in', severity);
  if (cause === 'none') found = found.where('cause', 'is', null);
  else if (cause !== undefined) found = found.where('cause', '=', cause);
  if (assignee === 'none') found = found.where('assignee', 'is', null);
  if (flapping !== undefined) found = found.where('flapping_ms', flapping ? 'is not' : 'is', null);
  if (acknowledged !== undefined)
    found = found.where('acknowledged_ms', acknowledged ? 'is not' : 'is', null);
  if (toMs !== undefined) found = found.where('opened_ms', '<', toMs);
  if (fromMs !== undefined)
    found = found.where((where) =>
      where.or([where('resolved_ms', 'is', null), where('resolved_ms', '>=', fromMs)]),
    );
  return found;
}

/**
 * Newest first; those that turned out to be part of others are left out.
 * @param textOf what the words are looked for in, folded.
 */
export async function findIncidents(
  ledger: LedgerReader,
  query: IncidentQuery,
  textOf: (incident: Pick<IncidentRecord, 'id' | 'subject' | 'title'>) => string = () => '',
): Promise<IncidentPage> {
  const { words = [], assignee = 'none', before = Number.MAX_SAFE_INTEGER, limit } = query;
  // SQLite does not fold letters with marks.
  const names = assignee === 'none' ? [] : queryWords(assignee);
  const all = ledger.selectFrom('incident');
  const keys = await filtered(all.select(['id', 'subject', 'title', 'assignee']), query)
    .orderBy('id', 'desc')
    .execute();
  const ids = keys
    .filter((incident) => words.length === 0 || matchesFolded(textOf(incident), words))
    .filter((incident) => names.length === 0 || matchesFolded(fold(incident.assignee ?? ''), names))
    .map(({ id }) => id);
  const page = ids.filter((id) => id < before).slice(0, Math.min(limit, IDS_IN_QUERY));
  const items =
    page.length === 0 ? [] : await all.selectAll().where('id', 'in', page).orderBy('id', 'desc').execute();
  const last = page.at(-1);
  const isLast = last === undefined || last === ids.at(-1);
  return { items, total: ids.length, next: isLast ? undefined : last };
}

/** Newest first. */
export async function listIncidents(ledger: LedgerReader, query: IncidentQuery): Promise<IncidentRecord[]> {
  return (await findIncidents(ledger, query)).items;
}

/** The subjects that suffer or suffered from each beside its own, each once; those with none are left out. */
export async function affectedSubjects(
  ledger: LedgerReader,
  incidents: readonly number[],
): Promise<Map<number, SubjectId[]>> {
  if (incidents.length === 0) return new Map();
  const rows = await ledger
    .selectFrom('incident_affected')
    .select(['incident', 'subject'])
    .distinct()
    .where('incident', 'in', incidents)
    .execute();
  const found = new Map<number, SubjectId[]>();
  for (const { incident, subject } of rows) {
    const known = found.get(incident) ?? [];
    known.push(subject);
    found.set(incident, known);
  }
  return found;
}

/** Number of subjects that suffer or suffered from each beside its own; those with none are left out. */
export async function affectedCounts(
  ledger: LedgerReader,
  incidents: readonly number[],
): Promise<Map<number, number>> {
  if (incidents.length === 0) return new Map();
  const rows = await ledger
    .selectFrom('incident_affected')
    .select((query) => ['incident', query.fn.count<number>('subject').distinct().as('subjects')])
    .where('incident', 'in', incidents)
    .groupBy('incident')
    .execute();
  return new Map(rows.map(({ incident, subjects }) => [incident, Number(subjects)]));
}
