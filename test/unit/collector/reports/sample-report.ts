/** A small report, written by hand, for the formats. */
import type { ReportRow, UptimeReport } from '../../../../collector/reports/report.ts';
import { DEFINITIONS } from '../../../../collector/reports/report.ts';
import type { TimeAccount } from '../../../../model/time-account.ts';
import { availabilityRatio } from '../../../../model/time-account.ts';

const DAY_MS = 86_400_000;
const FROM_MS = Date.parse('2026-10-01T00:00:00+07:00');

function row(key: string, name: string, downMs: number, members: number): ReportRow {
  const periodMs = 2 * DAY_MS * members;
  const unknownMs = 60_000;
  const excludedMs = 3_600_000;
  const degradedMs = 120_000;
  const upMs = periodMs - unknownMs - excludedMs - degradedMs - downMs;
  const time: TimeAccount = {
    periodMs,
    upMs,
    degradedMs,
    downMs,
    unreachableMs: 0,
    unknownMs,
    excludedMs,
    outages: 2,
    shortOutages: 1,
    longestOutageMs: downMs - 30_000,
    causeMs: { line: downMs - 30_000, power: 0, device: 0, upstream: 0, planned: 0, undetermined: 30_000 },
  };
  const availability = availabilityRatio(time) ?? 0;
  return {
    key,
    name,
    unitName: 'Huyện Mù Căng Chải',
    members,
    time,
    availability,
    mean: availability,
    worst: { name, availability },
    weighted: availability,
    otherHours: null,
    mttrMs: downMs / 2,
    mtbfMs: (upMs + degradedMs) / 2,
    target: { percent: 99.5, lines: members, breached: 1, breachMs: 600_000 },
  };
}

export function sampleReport(): UptimeReport {
  const rows = [
    row('mu-cang-chai', 'UBND huyện Mù Căng Chải', 1_830_000, 1),
    row('che-tao', 'UBND xã Chế Tạo, "vùng cao"', 7_230_000, 1),
  ];
  const outage = {
    site: 'che-tao',
    siteName: 'UBND xã Chế Tạo, "vùng cao"',
    line: null,
    fromMs: FROM_MS + 3_600_000,
    toMs: FROM_MS + 3_600_000 + 7_200_000,
    isOpen: false,
    countedMs: 7_200_000,
    cause: 'line',
    incident: 7,
    isShort: false,
  } as const;
  return {
    kind: 'uptime',
    version: 1,
    header: {
      title: 'Mạng truyền số liệu chuyên dùng tỉnh Yên Bái',
      demonstration: true,
      grouping: 'site',
      period: '2026-10-01..2026-10-02',
      fromMs: FROM_MS,
      toMs: FROM_MS + 2 * DAY_MS,
      isPartial: false,
      timeZone: 'Asia/Ho_Chi_Minh',
      asOfMs: FROM_MS + 5 * DAY_MS,
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
    total: row('total', 'Toàn mạng', 9_060_000, 2),
    outages: [outage],
    shortOutages: [{ ...outage, toMs: outage.fromMs + 30_000, countedMs: 30_000, isShort: true }],
    outagesLeftOut: 0,
    charts: {
      cell: 'day',
      strips: rows.map(({ key, name }, index) => ({
        key,
        name,
        cells: [0, 1].map((day) => ({
          fromMs: FROM_MS + day * DAY_MS,
          availability: day === 0 ? 0.9 + index / 100 : 1,
          unknown: 0,
          excluded: 0,
        })),
      })),
      causes: [
        { cause: 'line', ms: 9_000_000, share: 9_000_000 / 9_060_000 },
        { cause: 'undetermined', ms: 60_000, share: 60_000 / 9_060_000 },
      ],
      worst: rows.map(({ key, name, availability }) => ({ key, name, availability: availability ?? 0 })),
    },
  };
}
