/** Reports from ledgers of any history: times add up, rows add up to what is above them, a moment's bytes stay the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correctIntervals, recordTransition } from '../../collector/ledger/intervals.ts';
import type { Ledger } from '../../collector/ledger/ledger.ts';
import { plannedAsOf } from '../../collector/maintenance/as-of.ts';
import { addWindow } from '../../collector/maintenance/windows.ts';
import { FORMATS } from '../../collector/reports/formats/registry.ts';
import type { Grouping, UptimeReport } from '../../collector/reports/report.ts';
import { GROUPINGS } from '../../collector/reports/report.ts';
import type { UptimeRequest } from '../../collector/reports/request.ts';
import { makeUptimeReport } from '../../collector/reports/uptime.ts';
import { translator } from '../../config/messages.ts';
import type { Cause } from '../../model/incident.ts';
import { CAUSES } from '../../model/incident.ts';
import type { Inventory, Site } from '../../model/inventory.ts';
import type { Period } from '../../model/period.ts';
import type { State, SubjectId } from '../../model/state.ts';
import { STATES } from '../../model/state.ts';
import type { TimeAccount } from '../../model/time-account.ts';
import { ledgerInMemory } from './open-ledger.ts';

const START_MS = Date.UTC(2026, 9, 4, 17);
const SPAN_MS = 3 * 86_400_000;
const AS_OF_MS = START_MS + SPAN_MS;

const UNITS: Inventory['units'] = (
  [
    ['15', 'Tỉnh Yên Bái', 'province', undefined],
    ['137', 'Huyện Mù Cang Chải', 'district', '15'],
    ['139', 'Huyện Trạm Tấu', 'district', '15'],
    ['04001', 'Xã Chế Tạo', 'commune', '137'],
    ['04002', 'Xã Púng Luông', 'commune', '137'],
    ['04003', 'Xã Bản Mù', 'commune', '139'],
  ] as const
).map(([code, name, type, parent]) => ({
  ...{ code, name, type, parent },
  ...{ validFrom: undefined, validTo: undefined },
}));

const SITES: readonly Site[] = (
  [
    ['a', '04001', 'commune'],
    ['b', '04001', 'centre'],
    ['c', '04002', 'commune'],
    ['d', '04003', 'district'],
  ] as const
).map(([id, unit, siteClass]) => ({
  ...{ id, unit, shortName: id.toUpperCase(), name: `Điểm ${id}`, class: siteClass, address: '10.0.0.1' },
  ...{ upstream: undefined, gateway: undefined, coreAddress: undefined },
  ...{ latitude: undefined, longitude: undefined },
}));

const INVENTORY: Inventory = {
  units: UNITS,
  sites: SITES,
  devices: [],
  lines: SITES.map(({ id }, index) => ({
    ...{ id: `${id}-line`, site: id, carrier: index % 2 === 0 ? 'VNPT' : 'Viettel', bandwidthKbps: 20_000 },
    ...{ device: '', interfaceName: '', targetPercent: 99 + index / 4 },
  })),
  rooms: [],
};

function requestOf(grouping: Grouping, period: Period, asOfMs = AS_OF_MS): UptimeRequest {
  return {
    ...{ title: 'Mạng thử', demonstration: false, totalName: 'Toàn bộ', grouping, period, asOfMs },
    ...{ periodText: '2026-W41', isPartial: false, timeZone: 'Asia/Ho_Chi_Minh', hours: 'all' },
    serviceHours: {
      ...{ weekdays: new Set([1, 2, 3, 4, 5]), specialDays: new Map() },
      daily: { fromMinute: 450, toMinute: 1_020 },
    },
    ...{ serviceHoursText: 'T2-T6', aggregation: 'mean', weight: 'weight', minOutageMs: 60_000 },
    ...{ silenceMs: 90_000, unitsWritten: '2025-06-30', unitsAsOf: '2025-06-30', unit: undefined },
    nameOfClass: (siteClass) => siteClass,
  };
}

/** What happens to a site, one after the other; the times are gaps. */
interface Step {
  readonly site: number;
  readonly afterMs: number;
  readonly to: State;
}
interface Correction {
  readonly site: number;
  readonly fromMs: number;
  readonly lengthMs: number;
  readonly cause: Cause;
  readonly state: State | undefined;
}

const steps = fc.array(
  fc.record({
    site: fc.nat(SITES.length - 1),
    afterMs: fc.integer({ min: 1, max: 9_000_001 }),
    to: fc.constantFrom(...STATES),
  }),
  { maxLength: 40 },
);
const corrections = fc.array(
  fc.record({
    site: fc.nat(SITES.length - 1),
    fromMs: fc.nat(SPAN_MS),
    lengthMs: fc.integer({ min: 1, max: 40_000_001 }),
    cause: fc.constantFrom(...CAUSES),
    state: fc.option(fc.constantFrom(...STATES), { nil: undefined }),
  }),
  { maxLength: 5 },
);

const subjectAt = (site: number): SubjectId => `site:${SITES[site]?.id ?? 'a'}`;

async function play(ledger: Ledger, history: readonly Step[]): Promise<void> {
  const clocks = SITES.map(() => START_MS - 3_600_000);
  const states: State[] = SITES.map(() => 'unknown');
  await ledger.transaction().execute(async (transaction) => {
    for (const { site, afterMs, to } of history) {
      const atMs = (clocks[site] ?? 0) + afterMs;
      const from = states[site] ?? 'unknown';
      if (to === from || atMs >= AS_OF_MS) continue;
      const subject = subjectAt(site);
      await recordTransition(transaction, { subject, from, to, atMs, decidedMs: atMs + 1, proof: undefined });
      clocks[site] = atMs;
      states[site] = to;
    }
  });
}

async function correct(ledger: Ledger, list: readonly Correction[], decidedMs: number): Promise<void> {
  await ledger.transaction().execute(async (transaction) => {
    for (const { site, fromMs, lengthMs, cause, state } of list)
      await correctIntervals(transaction, {
        ...{ subject: subjectAt(site), fromMs: START_MS + fromMs, toMs: START_MS + fromMs + lengthMs },
        ...{ decidedMs, reason: 'operator', author: 'lan', only: () => true },
        change: state === undefined ? { cause } : { cause, state },
      });
  });
}

async function reportOf(ledger: Ledger, request: UptimeRequest): Promise<UptimeReport> {
  const planned = await plannedAsOf(ledger, { inventory: INVENTORY, maintenance: [] }, request.asOfMs);
  return makeUptimeReport({ ledger, inventory: INVENTORY, planned }, request);
}

const KINDS = ['upMs', 'degradedMs', 'downMs', 'unreachableMs', 'unknownMs', 'excludedMs'] as const;

/** What adds up over members and over periods. */
function timesOf(accounts: readonly TimeAccount[]): number[] {
  const sum = (of: (account: TimeAccount) => number) => accounts.reduce((all, each) => all + of(each), 0);
  return [
    sum(({ periodMs }) => periodMs),
    ...KINDS.map((kind) => sum((account) => account[kind])),
    ...CAUSES.map((cause) => sum(({ causeMs }) => causeMs[cause])),
  ];
}

describe('a report from any ledger', () => {
  it('adds up: kinds to the period, members to rows, rows to the total, parts of a period to the whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        corrections,
        fc.integer({ min: 1, max: SPAN_MS - 1 }),
        fc.boolean(),
        async (history, list, cutMs, isPlanned) => {
          const ledger = await ledgerInMemory();
          await play(ledger, history);
          await correct(ledger, list, AS_OF_MS - 1);
          if (isPlanned) await planSomething(ledger);
          const period = { fromMs: START_MS, toMs: AS_OF_MS };
          const cut = START_MS + cutMs;
          const bySite = await reportOf(ledger, requestOf('site', period));
          for (const grouping of GROUPINGS) {
            const whole = await reportOf(ledger, requestOf(grouping, period));
            for (const { time, members } of [...whole.rows, whole.total]) {
              expect(time.periodMs).toBe(members * SPAN_MS);
              expect(KINDS.reduce((sum, kind) => sum + time[kind], 0)).toBe(time.periodMs);
            }
            expect(timesOf(whole.rows.map(({ time }) => time))).toEqual(timesOf([whole.total.time]));
            if (grouping !== 'carrier') expect(whole.total.time).toEqual(bySite.total.time);
            const parts = await Promise.all([
              reportOf(ledger, requestOf(grouping, { fromMs: START_MS, toMs: cut })),
              reportOf(ledger, requestOf(grouping, { fromMs: cut, toMs: AS_OF_MS })),
            ]);
            for (const [index, { time }] of whole.rows.entries())
              expect(timesOf(parts.flatMap(({ rows }) => rows[index]?.time ?? []))).toEqual(timesOf([time]));
          }
          const byCommune = await reportOf(ledger, requestOf('commune', period));
          const byDistrict = await reportOf(ledger, requestOf('district', period));
          const within = (codes: readonly string[]) =>
            byCommune.rows.filter(({ key }) => codes.includes(key)).map(({ time }) => time);
          const ofDistrict = (code: string) =>
            byDistrict.rows.filter(({ key }) => key === code).map(({ time }) => time);
          expect(timesOf(within(['04001', '04002']))).toEqual(timesOf(ofDistrict('137')));
          expect(timesOf(within(['04003']))).toEqual(timesOf(ofDistrict('139')));
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);

  it('made again for a moment has the same bytes in every format, whatever was corrected since', async () => {
    await fc.assert(
      fc.asyncProperty(steps, corrections, corrections, async (history, before, later) => {
        const ledger = await ledgerInMemory();
        await play(ledger, history);
        await correct(ledger, before, AS_OF_MS - 1);
        const request = requestOf('commune', { fromMs: START_MS, toMs: AS_OF_MS });
        const reader = { language: 'vi', t: translator('vi') } as const;
        const bytes = async () => {
          const report = await reportOf(ledger, request);
          return Promise.all(FORMATS.map(async ({ write }) => Buffer.from(await write(report, reader))));
        };
        const first = await bytes();
        await correct(ledger, later, AS_OF_MS + 1);
        await planSomething(ledger, AS_OF_MS + 1);
        const again = await bytes();
        for (const [index, { name }] of FORMATS.entries())
          expect([name, first[index]?.equals(again[index] ?? Buffer.alloc(0))]).toEqual([name, true]);
      }),
      { numRuns: 8 },
    );
  }, 60_000);
});

async function planSomething(ledger: Ledger, createdMs = START_MS - 86_400_000): Promise<void> {
  const window = {
    scope: { kind: 'unit', id: '137' } as const,
    ...{ note: 'Thay cáp', author: 'lan', rrule: undefined },
    ...{ startMs: START_MS + 7_200_001, endMs: START_MS + 20_000_003, timeZone: 'Asia/Ho_Chi_Minh' },
  } as const;
  await ledger.transaction().execute((transaction) => addWindow(transaction, window, createdMs));
}
