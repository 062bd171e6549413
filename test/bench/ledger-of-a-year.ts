/** A ledger of a year with a known number of outages a site, and the inventory and request of reports from it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Insertable } from 'kysely';
import type { Ledger } from '../../collector/ledger/ledger.ts';
import { openLedger } from '../../collector/ledger/ledger.ts';
import type { IntervalTable } from '../../collector/ledger/schema.ts';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';
import type { Grouping } from '../../collector/reports/report.ts';
import type { UptimeRequest } from '../../collector/reports/request.ts';
import { CAUSES } from '../../model/incident.ts';
import type { Inventory, Site } from '../../model/inventory.ts';
import type { Period } from '../../model/period.ts';
import { subjectId } from '../../model/state.ts';
import type { Unit } from '../../model/unit-tree.ts';

const HOUR_MS = 3_600_000;
const ZONE_MS = 7 * HOUR_MS;
export const YEAR: Period = { fromMs: Date.UTC(2025, 0) - ZONE_MS, toMs: Date.UTC(2026, 0) - ZONE_MS };
export const OCTOBER: Period = { fromMs: Date.UTC(2025, 9) - ZONE_MS, toMs: Date.UTC(2025, 10) - ZONE_MS };
const DISTRICTS = 9;
const COMMUNES_PER_DISTRICT = 20;
/** Rows in one statement: SQLite takes 32,766 values. */
const ROWS_A_STATEMENT = 2_000;

export function inventoryOf(sites: number): Inventory {
  const unit = (code: string, type: Unit['type'], parent: string | undefined): Unit => ({
    ...{ code, name: `Đơn vị ${code}`, type, parent },
    ...{ validFrom: undefined, validTo: undefined },
  });
  const districts = Array.from({ length: DISTRICTS }, (_, index) => unit(`d${index}`, 'district', '15'));
  const communes = districts.flatMap(({ code }) =>
    Array.from({ length: COMMUNES_PER_DISTRICT }, (_, index) => unit(`${code}c${index}`, 'commune', code)),
  );
  const site = (number: number): Site => ({
    id: `site-${number}`,
    shortName: `S${number}`,
    name: `Ủy ban nhân dân xã số ${number}`,
    class: 'commune',
    unit: communes[number % communes.length]?.code ?? '15',
    upstream: undefined,
    address: '10.0.0.1',
    gateway: undefined,
    coreAddress: undefined,
    latitude: undefined,
    longitude: undefined,
  });
  const all = Array.from({ length: sites }, (_, number) => site(number));
  return {
    units: [unit('15', 'province', undefined), ...districts, ...communes],
    sites: all,
    devices: [],
    lines: all.map(({ id }, number) => ({
      id: `${id}-line`,
      site: id,
      carrier: ['VNPT', 'Viettel', 'FPT'][number % 3] ?? 'VNPT',
      bandwidthKbps: 20_000,
      device: '',
      interfaceName: '',
      targetPercent: 99.5,
    })),
    rooms: [],
  };
}

export interface YearLedger {
  readonly ledger: Ledger;
  readonly intervals: number;
  close(): Promise<void>;
}

/** On disk, written site by site as a collector's would be read. */
export async function ledgerOfYear(sites: number, outages: number): Promise<YearLedger> {
  const folder = mkdtempSync(join(tmpdir(), 'canhmang-bench-'));
  const ledger = await openLedger(sqliteDialect(join(folder, 'ledger.sqlite')));
  let intervals = 0;
  let rows: Insertable<IntervalTable>[] = [];
  await ledger.transaction().execute(async (transaction) => {
    for (let number = 0; number < sites; number++) {
      rows.push(...intervalsOf(number, outages));
      if (rows.length < ROWS_A_STATEMENT && number < sites - 1) continue;
      intervals += rows.length;
      await transaction.insertInto('interval').values(rows).execute();
      rows = [];
    }
  });
  const close = async () => {
    await ledger.destroy();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ledger, intervals, close };
}

/** Up, and as many outages as wanted between, of different lengths and causes; up and open at the end. */
function intervalsOf(number: number, outages: number): Insertable<IntervalTable>[] {
  const subject = subjectId('site', `site-${number}`);
  const stepMs = Math.floor((YEAR.toMs - YEAR.fromMs) / outages);
  const rows: Insertable<IntervalTable>[] = [];
  const push = (state: 'up' | 'down', from_ms: number, to_ms: number | null, turn: number) =>
    rows.push({
      ...{ subject, state, from_ms, to_ms, decided_ms: from_ms + 20_000 },
      closed_ms: to_ms === null ? null : to_ms + 20_000,
      ...{ proof: null, superseded_ms: null, upstream: null, author: null },
      cause: state === 'down' ? (CAUSES[(number + turn) % CAUSES.length] ?? null) : null,
      incident: state === 'down' ? number * outages + turn + 1 : null,
    });
  let atMs = YEAR.fromMs;
  for (let turn = 0; turn < outages; turn++) {
    const fromMs = YEAR.fromMs + turn * stepMs + ((number * 7_919 + turn * 104_729) % (stepMs / 2)) + 1_000;
    const toMs = fromMs + 20_000 + (((number + 1) * (turn + 3) * 7_901) % (2 * HOUR_MS));
    push('up', atMs, fromMs, turn);
    push('down', fromMs, toMs, turn);
    atMs = toMs;
  }
  push('up', atMs, null, outages);
  return rows;
}

export function requestOf(grouping: Grouping, periodText: string, period: Period): UptimeRequest {
  return {
    title: 'Mạng truyền số liệu chuyên dùng',
    demonstration: false,
    totalName: 'Toàn bộ',
    grouping,
    periodText,
    period,
    isPartial: false,
    timeZone: 'Asia/Ho_Chi_Minh',
    asOfMs: YEAR.toMs + 24 * HOUR_MS,
    hours: 'all',
    serviceHours: {
      weekdays: new Set([1, 2, 3, 4, 5]),
      daily: { fromMinute: 450, toMinute: 1_020 },
      specialDays: new Map(),
    },
    serviceHoursText: 'T2-T6 07:30-17:00',
    aggregation: 'mean',
    weight: 'weight',
    minOutageMs: 60_000,
    silenceMs: 90_000,
    unitsWritten: '2025-06-30',
    unitsAsOf: '2025-06-30',
    unit: undefined,
    nameOfClass: (siteClass) => siteClass,
  };
}
