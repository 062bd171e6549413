/**
 * What late measurements change in the ledger: `unknown` turns into what was really the case, as does a pause over
 * which a state simply went on, and an outage that nobody saw is written down with an incident that is over. Nobody
 * is told. Works inside the transaction that follows the measurements.
 */
import type { Evidence, State, SubjectId } from '../model/state.ts';
import { isOutage, splitSubject } from '../model/state.ts';
import type { IncidentChange } from './incidents/incidents.ts';
import { changeIncident, openIncident } from './incidents/incidents.ts';
import { OUTAGE, OUTAGE_SEVERITY } from './incidents/outages.ts';
import { correctIntervals, intervalsBetween, unknownGaps } from './ledger/intervals.ts';
import type { LedgerTransaction } from './ledger/ledger.ts';
import type { StateLimits } from './state/engine.ts';
import type { Finding } from './state/late.ts';
import { fillGap } from './state/late.ts';
import type { Unseen } from './state/unseen.ts';

export interface LateParts {
  readonly limitsOf: (subject: SubjectId) => StateLimits;
  readonly upstream: ReadonlyMap<SubjectId, SubjectId>;
  /** Failures that began this much before their upstream's still belong to it. */
  readonly windowMs: number;
  readonly siteOf: (subject: SubjectId) => string;
}

/** What a pause may have been, and what it is painted over. */
const WORSE_THAN: Readonly<Partial<Record<State, readonly State[]>>> = {
  degraded: ['up'],
  down: ['up', 'degraded'],
};

export async function applyLateEvidence(
  ledger: LedgerTransaction,
  { late, unseen }: { late: readonly Evidence[]; unseen: readonly Unseen[] },
  parts: LateParts,
  nowMs: number,
): Promise<IncidentChange[]> {
  const changes: IncidentChange[] = [];
  for (const { subject, gap, evidence } of unseen) {
    for (const finding of fillGap(gap, evidence, parts.limitsOf(subject))) {
      const over = WORSE_THAN[finding.state];
      if (over) changes.push(...(await writeFinding(ledger, subject, finding, over, parts, nowMs)));
    }
  }
  if (late.length === 0) return changes;
  const evidence = bySubject(late);
  // Mostly nothing was unknown, as when many agents are a little behind: that is found out at one go.
  const [fromMs, toMs] = rangeOf(late);
  for (const gap of await unknownGaps(ledger, [...evidence.keys()], fromMs, toMs + 1)) {
    const { subject } = gap;
    for (const finding of fillGap(gap, evidence.get(subject) ?? [], parts.limitsOf(subject))) {
      changes.push(...(await writeFinding(ledger, subject, finding, ['unknown'], parts, nowMs)));
    }
  }
  return changes;
}

/** Of the oldest and of the newest, epoch milliseconds. */
function rangeOf(late: readonly Evidence[]): [number, number] {
  let [oldestMs, newestMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { timeMs } of late) {
    oldestMs = Math.min(oldestMs, timeMs);
    newestMs = Math.max(newestMs, timeMs);
  }
  return [oldestMs, newestMs];
}

function bySubject(late: readonly Evidence[]): Map<SubjectId, Evidence[]> {
  const groups = new Map<SubjectId, Evidence[]>();
  for (const item of late) {
    const group = groups.get(item.subject);
    if (group) group.push(item);
    else groups.set(item.subject, [item]);
  }
  return groups;
}

async function writeFinding(
  ledger: LedgerTransaction,
  subject: SubjectId,
  finding: Finding,
  over: readonly State[],
  parts: LateParts,
  nowMs: number,
): Promise<IncidentChange[]> {
  const { fromMs, toMs, proof } = finding;
  const upstream =
    finding.state === 'down' ? await failedUpstream(ledger, subject, fromMs, parts) : undefined;
  const state = upstream === undefined ? finding.state : 'unreachable';
  const late = { fromMs, toMs, decidedMs: nowMs, reason: 'late' } as const;
  const painted = await correctIntervals(ledger, {
    ...late,
    subject,
    only: (interval) => over.includes(interval.state),
    change: { state, proof, upstream },
  });
  if (painted.length === 0 || finding.state !== 'down') return [];
  for (const behind of behindOf(subject, parts.upstream)) {
    // Their measurements may have come first.
    await correctIntervals(ledger, {
      ...late,
      subject: behind,
      fromMs: fromMs - parts.windowMs,
      only: (interval) => interval.state === 'down' && interval.fromMs >= fromMs - parts.windowMs,
      change: { state: 'unreachable', upstream: upstream ?? subject },
    });
  }
  return upstream === undefined ? writeIncident(ledger, subject, finding, parts, nowMs) : [];
}

/** The subject upstream whose outage the beginning of this one falls into, furthest up the path. */
async function failedUpstream(
  ledger: LedgerTransaction,
  subject: SubjectId,
  fromMs: number,
  { upstream, windowMs }: LateParts,
): Promise<SubjectId | undefined> {
  let failed: SubjectId | undefined;
  for (let next = upstream.get(subject); next !== undefined; next = upstream.get(next)) {
    const intervals = await intervalsBetween(ledger, next, fromMs, fromMs + windowMs);
    if (!intervals.some(({ state }) => isOutage(state))) break;
    failed = next;
  }
  return failed;
}

function behindOf(subject: SubjectId, upstream: ReadonlyMap<SubjectId, SubjectId>): SubjectId[] {
  const isBehind = (start: SubjectId) => {
    for (let above = upstream.get(start); above !== undefined; above = upstream.get(above)) {
      if (above === subject) return true;
    }
    return false;
  };
  return [...upstream.keys()].filter(isBehind);
}

/** The outage begins an incident that is open, or is one of its own that is over. */
async function writeIncident(
  ledger: LedgerTransaction,
  subject: SubjectId,
  { fromMs, toMs, proof }: Finding,
  parts: LateParts,
  nowMs: number,
): Promise<IncidentChange[]> {
  const touching = await ledger
    .selectFrom('incident')
    .selectAll()
    .where('subject', '=', subject)
    .where('kind', '=', OUTAGE)
    .where('opened_ms', '<=', toMs)
    .where((where) => where.or([where('resolved_ms', 'is', null), where('resolved_ms', '>=', fromMs)]))
    .executeTakeFirst();
  const entry = { event: 'corrected', atMs: fromMs, recordedMs: nowMs, proof } as const;
  if (touching) {
    const opened_ms = Math.min(touching.opened_ms, fromMs);
    const resolved_ms = touching.resolved_ms === null ? null : Math.max(touching.resolved_ms, toMs);
    if (opened_ms === touching.opened_ms && resolved_ms === touching.resolved_ms) return [];
    return [await changeIncident(ledger, touching.id, { opened_ms, resolved_ms }, entry)];
  }
  const incident = {
    subject,
    site: parts.siteOf(subject),
    kind: OUTAGE,
    severity: OUTAGE_SEVERITY[splitSubject(subject).kind],
    atMs: fromMs,
    proof,
  };
  const opened = await openIncident(ledger, incident, nowMs);
  return [await changeIncident(ledger, opened.incident.id, { resolved_ms: toMs }, entry)];
}
