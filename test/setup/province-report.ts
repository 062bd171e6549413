/** A month of the demonstration province as a report: 105 sites, their real names, outages by a fixed pattern. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { ReportOutage, ReportRow, UptimeReport } from '../../collector/reports/report.ts';
import { DEFINITIONS } from '../../collector/reports/report.ts';
import { packagePath } from '../../config/package-path.ts';
import { CAUSES } from '../../model/incident.ts';
import type { TimeAccount } from '../../model/time-account.ts';
import { availabilityRatio } from '../../model/time-account.ts';

const DAY_MS = 86_400_000;
const DAYS = 31;
const FROM_MS = Date.parse('2026-10-01T00:00:00+07:00');

interface SiteName {
  readonly id: string;
  readonly name: string;
}

function siteNames(): SiteName[] {
  const rows: unknown = parse(readFileSync(packagePath('config/demo/sites.csv')), { columns: true });
  return rows as SiteName[];
}

function outagesOf({ id, name }: SiteName, index: number): ReportOutage[] {
  return Array.from({ length: index % 6 }, (_, turn) => {
    const fromMs = FROM_MS + ((index * 7 + turn * 5) % DAYS) * DAY_MS + index * 61_000;
    const countedMs =
      turn === 3 ? 40_000 : (1 + ((index * 13 + turn) % 90)) * (index % 17 === 0 ? 900_000 : 60_000);
    const cause = CAUSES[(index + turn) % CAUSES.length] ?? 'line';
    return {
      site: id,
      siteName: name,
      line: null,
      fromMs,
      toMs: fromMs + countedMs,
      isOpen: false,
      countedMs,
      cause,
      incident: index * 10 + turn,
      isShort: countedMs < 60_000,
    };
  });
}

function accountOf(outages: readonly ReportOutage[], members: number): TimeAccount {
  const periodMs = members * DAYS * DAY_MS;
  const downMs = outages.reduce((sum, { countedMs }) => sum + countedMs, 0);
  const [degradedMs, unknownMs, excludedMs] = [members * 600_000, members * 90_000, members * 3_600_000];
  const causeMs = { line: 0, power: 0, device: 0, upstream: 0, planned: 0, undetermined: 0 };
  for (const { cause, countedMs } of outages) causeMs[cause] += countedMs;
  return {
    periodMs,
    upMs: periodMs - downMs - degradedMs - unknownMs - excludedMs,
    degradedMs,
    downMs,
    unreachableMs: 0,
    unknownMs,
    excludedMs,
    outages: outages.length,
    shortOutages: outages.filter(({ isShort }) => isShort).length,
    longestOutageMs: Math.max(0, ...outages.map(({ countedMs }) => countedMs)),
    causeMs,
  };
}

function rowOf({ id, name }: SiteName, outages: readonly ReportOutage[], members: number): ReportRow {
  const time = accountOf(outages, members);
  const availability = availabilityRatio(time);
  const breachMs = Math.max(0, time.downMs - 0.005 * time.periodMs);
  return {
    key: id,
    name,
    unitName: null,
    members,
    time,
    availability,
    mean: availability,
    worst: availability === null ? null : { name, availability },
    weighted: availability,
    otherHours: null,
    mttrMs: time.outages === 0 ? null : time.downMs / time.outages,
    mtbfMs: time.outages === 0 ? null : time.upMs / time.outages,
    target: { percent: 99.5, lines: members, breached: breachMs > 0 ? 1 : 0, breachMs },
  };
}

export function provinceReport(): UptimeReport {
  const sites = siteNames();
  const outagesBySite = sites.map(outagesOf);
  const rows = sites.map((site, index) => rowOf(site, outagesBySite[index] ?? [], 1));
  const outages = outagesBySite.flat().sort((a, b) => b.countedMs - a.countedMs);
  const total = rowOf({ id: 'total', name: 'Toàn mạng' }, outages, sites.length);
  const lostMs = total.time.downMs;
  return {
    kind: 'uptime',
    version: 1,
    header: {
      title: 'Mạng truyền số liệu chuyên dùng tỉnh Yên Bái',
      demonstration: true,
      grouping: 'site',
      period: '2026-10',
      fromMs: FROM_MS,
      toMs: FROM_MS + DAYS * DAY_MS,
      isPartial: false,
      timeZone: 'Asia/Ho_Chi_Minh',
      asOfMs: FROM_MS + 35 * DAY_MS,
      unitsAsOf: '2025-06-30',
      hours: 'all',
      serviceHours: 'T2-T6 07:30-17:00',
      aggregation: 'mean',
      weight: 'weight',
      minOutageMs: 60_000,
      unit: null,
    },
    definitions: DEFINITIONS,
    rows,
    total,
    outages: outages.filter(({ isShort }) => !isShort),
    shortOutages: outages.filter(({ isShort }) => isShort),
    outagesLeftOut: 0,
    charts: {
      cell: 'day',
      strips: sites.map(({ id, name }, index) => ({
        key: id,
        name,
        cells: Array.from({ length: DAYS }, (_, day) =>
          cellOf(FROM_MS + day * DAY_MS, outagesBySite[index] ?? []),
        ),
      })),
      causes: CAUSES.map((cause) => {
        const ms = total.time.causeMs[cause];
        return { cause, ms, share: ms / lostMs };
      }).sort((a, b) => b.ms - a.ms),
      worst: rows
        .map(({ key, name, availability }) => ({ key, name, availability: availability ?? 1 }))
        .sort((a, b) => a.availability - b.availability)
        .slice(0, 10),
    },
  };
}

function cellOf(fromMs: number, outages: readonly ReportOutage[]) {
  const lostMs = outages
    .filter((outage) => outage.fromMs >= fromMs && outage.fromMs < fromMs + DAY_MS)
    .reduce((sum, { countedMs }) => sum + countedMs, 0);
  return { fromMs, availability: Math.max(0, 1 - lostMs / DAY_MS), unknown: 0, excluded: 0 };
}
