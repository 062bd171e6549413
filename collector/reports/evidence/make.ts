/** Makes the evidence pack of a line. */
import type { Inventory } from '../../../model/inventory.ts';
import type { MaintenanceWindow, Stretch } from '../../../model/maintenance.ts';
import type { Period } from '../../../model/period.ts';
import { roundTheClock } from '../../../model/service-hours.ts';
import type { SubjectId } from '../../../model/state.ts';
import { subjectId } from '../../../model/state.ts';
import { availabilityRatio } from '../../../model/time-account.ts';
import { UnitTree } from '../../../model/unit-tree.ts';
import { readIntervals } from '../../ledger/interval-reading.ts';
import { intervalsAsOf } from '../../ledger/intervals.ts';
import type { LedgerReader } from '../../ledger/ledger.ts';
import { openUntilAsOf } from '../../ledger/watching.ts';
import type { Piece } from '../pieces.ts';
import { linePieces, piecesOf } from '../pieces.ts';
import { breachOf } from '../row.ts';
import { accountOf, outageRuns } from '../tally.ts';
import type { CauseCorrection, EvidenceHeader, EvidencePack, Exclusion } from './evidence.ts';
import { AROUND_MS } from './evidence.ts';
import { evidenceOutages, exclusionOf } from './outages.ts';
import type { EvidenceRequest } from './request.ts';
import type { SampleSource } from './samples.ts';
import { aroundMoments, readSamples } from './samples.ts';

/** A window of planned work with its stretches within a period. */
export interface PlannedWork {
  readonly window: MaintenanceWindow;
  readonly stretches: readonly Stretch[];
}

/** Planned work as it was known at the moment of knowledge: joined, and window by window. */
export interface PlannedWorks {
  plannedBetween(subject: SubjectId, fromMs: number, toMs: number): readonly Period[];
  worksBetween(subject: SubjectId, fromMs: number, toMs: number): readonly PlannedWork[];
}

/** What a pack is made from. */
export interface EvidenceSources {
  readonly ledger: LedgerReader;
  readonly inventory: Inventory;
  readonly samples: SampleSource;
  readonly plan: PlannedWorks;
  /** Told of each outage whose samples have been read. */
  onProgress?(done: number, total: number): void;
}

/** @throws UserError for a ledger whose intervals overlap. */
export async function makeEvidencePack(
  { ledger, inventory, samples: source, plan, onProgress }: EvidenceSources,
  request: EvidenceRequest,
): Promise<EvidencePack> {
  const { period, asOfMs, site, minOutageMs, silenceMs } = request;
  const subject = subjectId('site', site.id);
  const openUntil = await openUntilAsOf(ledger, asOfMs, silenceMs);
  const pieces: Piece[] = [];
  const stretches = plan.plannedBetween(subject, period.fromMs, period.toMs);
  for await (const { intervals } of readIntervals(ledger, [subject], { ...period, asOfMs, openUntil }))
    pieces.push(...piecesOf(subject, intervals, period, stretches));
  const asLine = linePieces(pieces);
  const runs = outageRuns(asLine, roundTheClock);
  const time = accountOf(asLine, runs, roundTheClock, minOutageMs);
  // One millisecond more: the interval that ended an outage may begin where the period ends.
  const proven = await intervalsAsOf(ledger, subject, period.fromMs, period.toMs + 1, asOfMs);
  const bare = evidenceOutages(pieces, proven, stretches, minOutageMs);
  const outages: EvidencePack['outages'][number][] = [];
  for (const outage of bare) {
    const ends = outage.isOpen ? [outage.fromMs] : [outage.fromMs, outage.toMs];
    const samples = [];
    for (const range of aroundMoments(ends, AROUND_MS))
      samples.push(...(await readSamples(source, site.id, range)));
    const corrections = outage.incident === null ? [] : await correctionsOf(ledger, outage.incident, asOfMs);
    outages.push({ ...outage, corrections, samples });
    onProgress?.(outages.length, bare.length);
  }
  return {
    kind: 'evidence',
    version: 1,
    header: headerOf(request, inventory),
    time,
    availability: availabilityRatio(time),
    breachMs: breachOf(time, request.line.targetPercent),
    outages,
    exclusions: exclusionsOf(
      pieces,
      stretches,
      plan.worksBetween(subject, period.fromMs, period.toMs),
      period,
    ),
  };
}

function headerOf(request: EvidenceRequest, { units }: Inventory): EvidenceHeader {
  const { title, demonstration, periodText, period, isPartial, timeZone, asOfMs, minOutageMs } = request;
  const { site, line } = request;
  const { id, carrier, bandwidthKbps, targetPercent } = line;
  return {
    title,
    demonstration,
    period: periodText,
    fromMs: period.fromMs,
    toMs: period.toMs,
    isPartial,
    timeZone,
    asOfMs,
    minOutageMs,
    aroundMs: AROUND_MS,
    site: { id: site.id, name: site.name, unitName: new UnitTree(units).unit(site.unit)?.name ?? null },
    line: { id, carrier, bandwidthKbps, targetPercent },
  };
}

/** What people said of an incident's cause, as it was known at a moment. */
async function correctionsOf(
  ledger: LedgerReader,
  incident: number,
  asOfMs: number,
): Promise<CauseCorrection[]> {
  const rows = await ledger
    .selectFrom('incident_event')
    .select(['at_ms', 'author', 'text'])
    .where('incident', '=', incident)
    .where('event', '=', 'cause')
    .where('author', 'is not', null)
    .where('at_ms', '<=', asOfMs)
    .orderBy('id')
    .execute();
  return rows.map(({ at_ms, author, text }) => ({ atMs: at_ms, author, text }));
}

/** Windows as they were announced, and stretches of outages that were not the line's. In order of time. */
function exclusionsOf(
  pieces: readonly Piece[],
  planned: readonly Period[],
  works: readonly PlannedWork[],
  period: Period,
): Exclusion[] {
  const windows = works.flatMap(({ window, stretches }) =>
    stretches.map(
      ({ fromMs, toMs }): Exclusion => ({
        fromMs: Math.max(fromMs, period.fromMs),
        toMs: Math.min(toMs, period.toMs),
        reason: 'window',
        note: window.note,
        author: window.author,
      }),
    ),
  );
  const outages = pieces.flatMap((piece): Exclusion[] => {
    const reason = exclusionOf(piece, planned);
    if (reason === null || reason === 'window') return [];
    return [{ fromMs: piece.fromMs, toMs: piece.toMs, reason, note: null, author: null }];
  });
  return [...windows, ...outages].sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
}
