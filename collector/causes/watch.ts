/**
 * Gathers what is measured around outages, live or late, and says what they came from. In memory are the outages
 * that may still be explained; what is known of them is in the ledger.
 */
import type { FactKind } from '../../model/incident.ts';
import type { Point } from '../../model/point.ts';
import type { SeriesHead } from '../../model/point-block.ts';
import { splitSubject } from '../../model/state.ts';
import { colourOutages } from '../incidents/colour.ts';
import type { IncidentChange } from '../incidents/incidents.ts';
import { setCause } from '../incidents/incidents.ts';
import { OUTAGE } from '../incidents/outages.ts';
import type { LedgerReader, LedgerTransaction } from '../ledger/ledger.ts';
import type { IncidentFactTable, IncidentRecord } from '../ledger/schema.ts';
import { attributeCause } from './attribute.ts';
import type { FactContext } from './facts.ts';
import { factsOf, proofOf } from './facts.ts';

/** The power fails before the line does, and where it comes back the line may be there before what is behind it has started. */
const SLACK_MS = 2 * 60_000;
/** An agent's spool goes back this far: later nothing can be explained any more. */
const EXPLAIN_WITHIN_MS = 35 * 24 * 3_600_000;

export type KnownFact = Omit<IncidentFactTable, 'incident'>;

/** An outage that may still be explained. */
export interface Outage {
  incident: IncidentRecord;
  /** When the latest outage of the incident began. */
  fromMs: number;
  readonly facts: Map<FactKind, KnownFact>;
  /** Facts that are not in the ledger yet. */
  readonly dirty: Set<FactKind>;
  /** The facts in the ledger are those of an outage before. */
  stale: boolean;
  /** Something that the cause depends on has changed. */
  unsettled: boolean;
}

export class CauseWatch {
  readonly #context: FactContext;
  readonly #outages = new Map<string, Map<number, Outage>>();
  readonly #touched = new Set<Outage>();

  constructor(context: FactContext) {
    this.#context = context;
  }

  /** Takes up the outages that the ledger has and that may still be explained. */
  async resume(ledger: LedgerReader, nowMs: number): Promise<void> {
    const since = nowMs - EXPLAIN_WITHIN_MS;
    const incidents = await ledger
      .selectFrom('incident')
      .selectAll()
      .where('kind', '=', OUTAGE)
      .where('merged_into', 'is', null)
      .where((where) => where.or([where('resolved_ms', 'is', null), where('resolved_ms', '>', since)]))
      .execute();
    for (const incident of incidents) {
      const outage = this.#follow(incident, nowMs);
      const events = ledger.selectFrom('incident_event').selectAll().where('incident', '=', incident.id);
      const began = await events.where('event', '=', 'reopened').orderBy('id', 'desc').executeTakeFirst();
      outage.fromMs = began?.at_ms ?? incident.opened_ms;
      const facts = await ledger
        .selectFrom('incident_fact')
        .selectAll()
        .where('incident', '=', incident.id)
        .execute();
      for (const { incident: _, ...fact } of facts) outage.facts.set(fact.kind, fact);
    }
  }

  /** An incident was opened, resolved or changed. */
  note({ event, incident, atMs }: IncidentChange): void {
    if (incident.kind !== OUTAGE || splitSubject(incident.subject).kind !== 'site') return;
    if (event === 'merged') {
      this.#outages.get(incident.site)?.delete(incident.id);
      return;
    }
    const outage = this.#follow(incident, atMs);
    if (event === 'resolved' || event === 'settled') {
      outage.unsettled = true;
      this.#touched.add(outage);
    }
    if (event === 'reopened') {
      outage.fromMs = atMs;
      outage.facts.clear();
      outage.dirty.clear();
      outage.stale = true;
      this.#touched.add(outage);
    }
  }

  #follow(incident: IncidentRecord, nowMs: number): Outage {
    const outages = this.#outages.get(incident.site) ?? new Map<number, Outage>();
    this.#outages.set(incident.site, outages);
    for (const [id, { incident }] of outages) {
      if (incident.resolved_ms !== null && incident.resolved_ms < nowMs - EXPLAIN_WITHIN_MS)
        outages.delete(id);
    }
    const outage = outages.get(incident.id) ?? {
      incident,
      fromMs: incident.opened_ms,
      facts: new Map(),
      dirty: new Set(),
      stale: false,
      unsettled: false,
    };
    outage.incident = incident;
    outages.set(incident.id, outage);
    return outage;
  }

  /** Whether points of a series may explain anything: those of sites that had an outage. */
  readonly wants = ({ tags }: SeriesHead): boolean => (this.#outages.get(tags.site ?? '')?.size ?? 0) > 0;

  /** Takes what was measured. */
  feed(points: Iterable<Point>): void {
    for (const point of points) {
      const outages = this.#outages.get(point.tags.site ?? '');
      if (outages === undefined) continue;
      for (const { kind, atMs } of factsOf(point, this.#context)) {
        for (const outage of outages.values()) {
          if (!isAround(kind, atMs, outage)) continue;
          add(outage, kind, atMs, point);
          this.#touched.add(outage);
        }
      }
    }
  }

  /** What has been gathered and not written down yet; it is the caller's until it is given back. */
  take(): Gathered[] {
    const gathered = [...this.#touched].map((outage): Gathered => {
      const { incident, fromMs, stale, unsettled, facts, dirty } = outage;
      const fresh = [...facts.values()].filter(({ kind }) => dirty.has(kind));
      return { outage, incident, fromMs, stale, unsettled, fresh, known: new Set(facts.keys()) };
    });
    for (const outage of this.#touched) {
      outage.dirty.clear();
      outage.stale = false;
      outage.unsettled = false;
    }
    this.#touched.clear();
    return gathered;
  }

  /** It could not be written down. */
  giveBack(gathered: readonly Gathered[]): void {
    for (const { outage, stale, unsettled, fresh } of gathered) {
      outage.stale ||= stale;
      outage.unsettled ||= unsettled;
      for (const { kind } of fresh) if (outage.facts.has(kind)) outage.dirty.add(kind);
      this.#touched.add(outage);
    }
  }
}

/** What is to be written down of one outage. */
export interface Gathered {
  readonly outage: Outage;
  readonly incident: IncidentRecord;
  readonly fromMs: number;
  readonly stale: boolean;
  readonly unsettled: boolean;
  readonly fresh: readonly KnownFact[];
  readonly known: ReadonlySet<FactKind>;
}

/** Writes down what has been gathered, and the causes that follow from it. */
export async function writeGathered(
  ledger: LedgerTransaction,
  gathered: readonly Gathered[],
  nowMs: number,
): Promise<IncidentChange[]> {
  const changes: IncidentChange[] = [];
  for (const item of gathered) {
    const { id, resolved_ms } = item.incident;
    if (item.stale) await ledger.deleteFrom('incident_fact').where('incident', '=', id).execute();
    for (const fact of item.fresh) await writeFact(ledger, id, fact);
    if (!item.unsettled && (item.fresh.length === 0 || resolved_ms === null)) continue;
    const change = await explain(ledger, item, nowMs);
    if (change) changes.push(change);
  }
  return changes;
}

/** Presence counts within the outage alone; what starts it or ends with it, around it too. */
function isAround(kind: FactKind, atMs: number, { fromMs, incident }: Outage): boolean {
  const isEdge = kind === 'on-battery' || kind === 'agent-booted' || kind === 'router-booted';
  const slackMs = isEdge ? SLACK_MS : 0;
  return atMs >= fromMs - slackMs && atMs <= (incident.resolved_ms ?? Number.POSITIVE_INFINITY) + slackMs;
}

function add(outage: Outage, kind: FactKind, atMs: number, point: Point): void {
  const known = outage.facts.get(kind);
  const fact = known
    ? {
        ...known,
        from_ms: Math.min(known.from_ms, atMs),
        to_ms: Math.max(known.to_ms, atMs),
        points: known.points + 1,
      }
    : { kind, from_ms: atMs, to_ms: atMs, points: 1, proof: proofOf(point) };
  outage.facts.set(kind, fact);
  outage.dirty.add(kind);
}

async function writeFact(ledger: LedgerTransaction, incident: number, fact: KnownFact): Promise<void> {
  const { from_ms, to_ms, points } = fact;
  await ledger
    .insertInto('incident_fact')
    .values({ incident, ...fact })
    .onConflict((conflict) => conflict.columns(['incident', 'kind']).doUpdateSet({ from_ms, to_ms, points }))
    .execute();
}

async function explain(
  ledger: LedgerTransaction,
  { incident, fromMs, known }: Gathered,
  nowMs: number,
): Promise<IncidentChange | undefined> {
  const cause = attributeCause(known);
  // What a person has said stands.
  if (cause === incident.cause || incident.cause_author !== null || incident.cause === 'planned')
    return undefined;
  const change = await setCause(ledger, incident.id, cause, { atMs: nowMs, recordedMs: nowMs, text: cause });
  await colourOutages(ledger, { ...incident, opened_ms: fromMs }, cause, nowMs);
  return change;
}
