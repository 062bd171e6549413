/** What reports make of time in which no collector ran: unknown, whatever the ledger had open. */
import { expect, it, onTestFinished } from 'vitest';
import { recordTransition } from '../../collector/ledger/intervals.ts';
import type { Ledger } from '../../collector/ledger/ledger.ts';
import { beginWatch, keepWatch } from '../../collector/ledger/watching.ts';
import { jsonFormat } from '../../collector/reports/formats/json.ts';
import { uptimeRequest } from '../../collector/reports/request.ts';
import { makeUptimeReport } from '../../collector/reports/uptime.ts';
import { loadConfig } from '../../config/load.ts';
import { translator } from '../../config/messages.ts';
import type { OwnState } from '../../model/state.ts';
import { writeInstallation } from '../setup/installation.ts';
import { makeFolder } from '../setup/temporary-folder.ts';
import { ledgerInMemory } from './open-ledger.ts';

const HOUR_MS = 3_600_000;
const DAY_START = Date.parse('2026-10-05T00:00:00+07:00');
const hour = (count: number) => DAY_START + count * HOUR_MS;

async function become(ledger: Ledger, to: OwnState, atMs: number, decidedMs = atMs): Promise<void> {
  const transition = { subject: 'site:tram-tau', from: 'unknown', to, atMs, decidedMs } as const;
  await ledger
    .transaction()
    .execute((transaction) => recordTransition(transaction, { ...transition, proof: undefined }));
}

async function watch(ledger: Ledger, fromMs: number, seenMs: number): Promise<void> {
  await keepWatch(ledger, await beginWatch(ledger, fromMs), seenMs);
}

/** The day of the site, as known at a moment. */
async function dayAsOf(ledger: Ledger, asOfMs: number) {
  const folder = await makeFolder();
  onTestFinished(() => folder.remove());
  const config = loadConfig(await writeInstallation(folder.path, {}), '2026-10-05');
  const t = translator('vi');
  const query = { by: 'site', period: '2026-10-05', hours: 'all', asOfMs } as const;
  const request = uptimeRequest(query, config, hour(1_000), t);
  const report = await makeUptimeReport({ ledger, inventory: config.inventory }, request);
  const time = report.rows.find(({ key }) => key === 'tram-tau')?.time;
  const bytes = await jsonFormat.write(report, { language: 'vi', t });
  return { hours: { up: (time?.upMs ?? 0) / HOUR_MS, unknown: (time?.unknownMs ?? 0) / HOUR_MS }, bytes };
}

it('a collector that is there stands behind what is open', async () => {
  const ledger = await ledgerInMemory();
  await become(ledger, 'up', hour(0));
  await watch(ledger, hour(0), hour(10) - 9_000);
  expect((await dayAsOf(ledger, hour(10))).hours).toEqual({ up: 10, unknown: 0 });
});

it('without a collector nobody looks; asked again after its return, the answer for the moment is the same', async () => {
  const ledger = await ledgerInMemory();
  await watch(ledger, hour(0), hour(10));
  await become(ledger, 'up', hour(0));
  const whileAway = await dayAsOf(ledger, hour(20));
  expect(whileAway.hours).toEqual({ up: 10, unknown: 10 });
  await watch(ledger, hour(22), hour(30));
  await become(ledger, 'unknown', hour(10), hour(22) + 2_000);
  await become(ledger, 'up', hour(22), hour(22) + 2_000);
  expect((await dayAsOf(ledger, hour(20))).bytes).toBe(whileAway.bytes);
  expect((await dayAsOf(ledger, hour(24))).hours).toEqual({ up: 12, unknown: 12 });
});

it('a report that is made at once after a start does not count the absence as the state before it', async () => {
  const ledger = await ledgerInMemory();
  await watch(ledger, hour(0), hour(10));
  await become(ledger, 'up', hour(0));
  // Started twice in a row before anything was decided.
  await watch(ledger, hour(21), hour(21) + 5_000);
  await watch(ledger, hour(22), hour(22) + 1_000);
  expect((await dayAsOf(ledger, hour(22) + 1_000)).hours.up).toBe(10);
});

it('a start that takes less than a silence changes nothing', async () => {
  const ledger = await ledgerInMemory();
  await watch(ledger, hour(0), hour(10));
  await become(ledger, 'up', hour(0));
  await watch(ledger, hour(10) + 20_000, hour(20));
  expect((await dayAsOf(ledger, hour(10) + 25_000)).hours.unknown).toBe(0);
  expect((await dayAsOf(ledger, hour(20))).hours).toEqual({ up: 20, unknown: 0 });
});
