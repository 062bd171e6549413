/** Makes an uptime report: reads intervals member by member and adds them up row by row. */
import type { Inventory } from '../../model/inventory.ts';
import type { Period } from '../../model/period.ts';
import { cutPeriod } from '../../model/period.ts';
import type { Measure } from '../../model/service-hours.ts';
import { measureOf, roundTheClock, serviceStretches } from '../../model/service-hours.ts';
import type { SubjectId } from '../../model/state.ts';
import { subjectId } from '../../model/state.ts';
import { availabilityRatio } from '../../model/time-account.ts';
import type { ReadInterval } from '../ledger/interval-reading.ts';
import { readIntervals } from '../ledger/interval-reading.ts';
import type { LedgerReader } from '../ledger/ledger.ts';
import { openUntilAsOf } from '../ledger/watching.ts';
import { causeBars, LongestOutages, StripSums } from './charts.ts';
import type { Member, RowName } from './members.ts';
import { membersOf } from './members.ts';
import { linePieces, piecesOf } from './pieces.ts';
import type { ReportCharts, ReportHeader, ReportOutage, ReportRow, UptimeReport } from './report.ts';
import { DEFINITIONS } from './report.ts';
import type { UptimeRequest } from './request.ts';
import { RowSums } from './row.ts';
import type { OutageRun } from './tally.ts';
import { accountOf, outageRuns } from './tally.ts';

/** What a report is made from. */
export interface ReportSource {
  readonly ledger: LedgerReader;
  readonly inventory: Inventory;
  /** Planned work on a subject within a period, in order, not overlapping. */
  planned?(subject: SubjectId, period: Period): readonly Period[];
  /** Told now and then how many members are done. */
  onProgress?(done: number, total: number): void;
}

/** Longer periods are shown by months. */
const MAX_DAY_CELLS = 92;
const DAY_MS = 86_400_000;
/** Members between two words of progress. */
const PROGRESS_EVERY = 100;
const WORST = 10;

/** @throws UserError for a unit that is not there, and for a ledger whose intervals overlap. */
export async function makeUptimeReport(
  { ledger, inventory, planned, onProgress }: ReportSource,
  request: UptimeRequest,
): Promise<UptimeReport> {
  const { members, unit } = membersOf(inventory, request);
  const sums = new ReportSums(request);
  const subjectOf = (member: Member) => subjectId('site', member.site.id);
  const subjects = [...new Set(members.map(subjectOf))];
  const bySubject = new Map<SubjectId, Member[]>();
  for (const member of members) {
    const subject = subjectOf(member);
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), member]);
    sums.open(member.row);
  }
  let done = 0;
  const { asOfMs, silenceMs } = request;
  const openUntil = await openUntilAsOf(ledger, asOfMs, silenceMs);
  const range = { ...request.period, asOfMs, openUntil };
  for await (const { subject, intervals } of readIntervals(ledger, subjects, range)) {
    const windows = planned?.(subject, request.period) ?? [];
    sums.addSubject(subject, bySubject.get(subject) ?? [], intervals, windows);
    if (++done % PROGRESS_EVERY === 0) onProgress?.(done, subjects.length);
  }
  onProgress?.(done, subjects.length);
  const limit = unit ? { code: unit.code, name: unit.name } : null;
  return sums.finish({ ...headerOf(request), unit: limit });
}

function headerOf(request: UptimeRequest): Omit<ReportHeader, 'unit'> {
  const { title, demonstration, grouping, periodText, period, isPartial, timeZone, asOfMs } = request;
  const { unitsAsOf, hours, serviceHoursText, aggregation, weight, minOutageMs } = request;
  return {
    title,
    demonstration,
    grouping,
    period: periodText,
    fromMs: period.fromMs,
    toMs: period.toMs,
    isPartial,
    timeZone,
    asOfMs,
    unitsAsOf,
    hours,
    serviceHours: serviceHoursText,
    aggregation,
    weight,
    minOutageMs,
  };
}

/** Rows, outages and charts of one report in the making. */
class ReportSums {
  readonly #request: UptimeRequest;
  readonly #measure: Measure;
  readonly #otherMeasure: Measure;
  readonly #cell: ReportCharts['cell'];
  readonly #cells: readonly Period[];
  readonly #rows = new Map<string, { readonly row: RowSums; readonly strip: StripSums }>();
  readonly #total: RowSums;
  readonly #outages = new LongestOutages();
  readonly #shortOutages = new LongestOutages();
  readonly #members: { key: string; name: string; availability: number }[] = [];

  constructor(request: UptimeRequest) {
    const { period, timeZone, hours } = request;
    const service = measureOf(serviceStretches(request.serviceHours, period, timeZone));
    this.#request = request;
    this.#measure = hours === 'service' ? service : roundTheClock;
    this.#otherMeasure = hours === 'service' ? roundTheClock : service;
    this.#cell = period.toMs - period.fromMs <= MAX_DAY_CELLS * DAY_MS ? 'day' : 'month';
    this.#cells = cutPeriod(period, this.#cell, timeZone);
    this.#total = new RowSums({ key: 'total', name: request.totalName, unitName: null });
  }

  /** Rows are in the order in which they are opened. */
  open(name: RowName): void {
    if (this.#rows.has(name.key)) return;
    this.#rows.set(name.key, { row: new RowSums(name), strip: new StripSums(this.#cells) });
  }

  addSubject(
    subject: SubjectId,
    members: readonly Member[],
    intervals: readonly ReadInterval[],
    planned: readonly Period[],
  ): void {
    const { period, grouping, minOutageMs } = this.#request;
    const asSite = piecesOf(subject, intervals, period, planned);
    const asLine = linePieces(asSite);
    const pieces = grouping === 'carrier' ? asLine : asSite;
    const runs = outageRuns(pieces, this.#measure);
    const time = accountOf(pieces, runs, this.#measure, minOutageMs);
    const lineTime = pieces === asLine ? time : accountOf(asLine, [], this.#measure, minOutageMs);
    const otherHours = availabilityRatio(accountOf(pieces, [], this.#otherMeasure, minOutageMs));
    for (const { site, row, lines, weight } of members) {
      const figures = { name: site.name, weight, time, otherHours, lines, lineTime };
      this.#total.add(figures);
      const own = this.#rows.get(row.key);
      own?.row.add(figures);
      own?.strip.add(pieces, this.#measure);
      const line = grouping === 'carrier' ? (lines[0]?.id ?? null) : null;
      const availability = availabilityRatio(time);
      if (availability !== null && availability < 1)
        this.#members.push({ key: line ?? site.id, name: site.name, availability });
      for (const run of runs) this.#addOutage(run, site.id, site.name, line);
    }
  }

  #addOutage(run: OutageRun, site: string, siteName: string, line: string | null): void {
    const { fromMs, toMs, isOpen, countedMs, cause, incident } = run;
    const isShort = countedMs < this.#request.minOutageMs;
    const list = isShort ? this.#shortOutages : this.#outages;
    const what = { site, siteName, line };
    list.add(countedMs, () => {
      return { ...what, fromMs, toMs, isOpen, countedMs, cause, incident: incident ?? null, isShort };
    });
  }

  finish(header: ReportHeader): UptimeReport {
    const { aggregation } = this.#request;
    const rows: ReportRow[] = [...this.#rows.values()].map(({ row }) => row.finish(aggregation));
    const total = this.#total.finish(aggregation);
    const strips = rows.map(({ key, name }) => ({
      key,
      name,
      cells: this.#rows.get(key)?.strip.finish() ?? [],
    }));
    const worst = this.#members
      .sort((a, b) => a.availability - b.availability || (a.key < b.key ? -1 : 1))
      .slice(0, WORST);
    const outages: ReportOutage[] = this.#outages.finish();
    const shortOutages: ReportOutage[] = this.#shortOutages.finish();
    const found = this.#outages.count + this.#shortOutages.count;
    return {
      kind: 'uptime',
      version: 1,
      header,
      definitions: DEFINITIONS,
      rows,
      total,
      outages,
      shortOutages,
      outagesLeftOut: found - outages.length - shortOutages.length,
      charts: { cell: this.#cell, strips, causes: causeBars(total.time), worst },
    };
  }
}
