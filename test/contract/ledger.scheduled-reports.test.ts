/** Reports that are made by themselves: when they are due, after the collector was away, and each once. */

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { recordTransition } from '../../collector/ledger/intervals.ts';
import type { Ledger } from '../../collector/ledger/ledger.ts';
import { filesOfRun, lastRun } from '../../collector/ledger/report-runs.ts';
import { enqueue } from '../../collector/notify/outbox.ts';
import { reportEntry } from '../../collector/notify/report-mail.ts';
import { makeDueReports } from '../../collector/reports/schedule/scheduled-reports.ts';
import { loadConfig } from '../../config/load.ts';
import { writeInstallation } from '../setup/installation.ts';
import { makeFolder } from '../setup/temporary-folder.ts';
import { silent } from '../unit/agent/silent-logger.ts';
import { ledgerInMemory } from './open-ledger.ts';

const at = (text: string) => Date.parse(`${text}+07:00`);

/** A collector's reports, with a clock that the test turns. */
async function reportsOf(ledger: Ledger, scheduled: string) {
  const folder = await makeFolder();
  onTestFinished(() => folder.remove());
  const notify = `recipients:
  - { name: Lãnh đạo, email: lanh-dao@yenbai.example }
  - { name: Kỹ thuật, email: ky-thuat@yenbai.example }
`;
  const path = await writeInstallation(join(folder.path, 'config'), { notify });
  appendFileSync(path, `reports:\n  scheduled:\n    - ${scheduled}\n`);
  const config = loadConfig(path, '2026-10-01');
  let posted = 0;
  const make = (now: string) =>
    makeDueReports({
      config,
      ledger,
      plannedAsOf: async () => () => [],
      post: async (transaction, mail, nowMs) => {
        const person = config.installation.notify.recipients.find(({ name }) => name === mail.person);
        const entry = reportEntry(mail, person);
        if (entry) await enqueue(transaction, entry, nowMs);
      },
      onPosted: () => posted++,
      now: () => at(now),
      logger: silent,
    });
  const mails = () =>
    ledger
      .selectFrom('outbox')
      .select(['person', 'recipient', 'subject', 'text', 'report_run'])
      .orderBy('id')
      .execute();
  return { make, mails, posted: () => posted };
}

const MONTHLY = '{ name: Báo cáo tháng, formats: [csv, json], by: site, to: [Lãnh đạo, Kỹ thuật] }';

async function watchedSince(ledger: Ledger, text: string): Promise<void> {
  await ledger.transaction().execute(async (transaction) => {
    for (const site of ['trung-tam', 'mu-cang-chai', 'tram-tau'] as const) {
      const step = { subject: `site:${site}`, from: 'unknown', proof: undefined } as const;
      await recordTransition(transaction, { ...step, to: 'up', atMs: at(text), decidedMs: at(text) });
    }
  });
}

it('a month is told of on the first of the next, to everybody, with its files, once', async () => {
  const ledger = await ledgerInMemory();
  await watchedSince(ledger, '2026-10-01T00:00');
  const { make, mails, posted } = await reportsOf(ledger, MONTHLY);
  // Not what was due before anybody wanted it.
  expect(await make('2026-10-20T09:00')).toBe(0);
  expect(await make('2026-11-01T06:59')).toBe(0);
  expect(await make('2026-11-01T07:00')).toBe(1);
  expect(await make('2026-11-01T07:01')).toBe(0);
  expect(posted()).toBe(1);
  const sent = await mails();
  expect(sent.map(({ recipient }) => recipient)).toEqual([
    'lanh-dao@yenbai.example',
    'ky-thuat@yenbai.example',
  ]);
  expect(sent[0]?.subject).toContain('Báo cáo tháng: kỳ 2026-10');
  expect(sent[0]?.text).toContain('Mức sẵn sàng chung: 100,000 %; 0 lần gián đoạn');
  const files = await filesOfRun(ledger, sent[0]?.report_run ?? -1);
  expect(files.map(({ name }) => name)).toEqual([
    'muc-san-sang-2026-10-site.csv',
    'muc-san-sang-2026-10-site.json',
  ]);
  expect(JSON.parse(String(files[1]?.content)).header).toMatchObject({ period: '2026-10', isPartial: false });
});

it('what was missed while the collector was away is made up for, and then not again', async () => {
  const ledger = await ledgerInMemory();
  await watchedSince(ledger, '2026-08-01T00:00');
  const before = await reportsOf(ledger, MONTHLY);
  await before.make('2026-08-20T09:00');
  const after = await reportsOf(ledger, MONTHLY);
  expect(await after.make('2026-11-05T15:00')).toBe(3);
  expect((await after.mails()).map(({ subject }) => /\d{4}-\d{2}/.exec(subject)?.[0])).toEqual([
    ...['2026-08', '2026-08', '2026-09', '2026-09', '2026-10', '2026-10'],
  ]);
  expect(await after.make('2026-11-05T15:01')).toBe(0);
  expect(await lastRun(ledger, 'Báo cáo tháng')).toMatchObject({
    period: '2026-10',
    madeMs: at('2026-11-05T15:00'),
  });
});

it('of many that were missed the latest three are made', async () => {
  const ledger = await ledgerInMemory();
  await watchedSince(ledger, '2026-10-01T00:00');
  const { make, mails } = await reportsOf(
    ledger,
    '{ name: Ngày, every: day, formats: [csv], to: [Lãnh đạo] }',
  );
  await make('2026-10-02T09:00');
  expect(await make('2026-10-20T09:00')).toBe(3);
  expect((await mails()).map(({ subject }) => /\d{4}-\d{2}-\d{2}/.exec(subject)?.[0])).toEqual([
    ...['2026-10-17', '2026-10-18', '2026-10-19'],
  ]);
});

it('two that look at the same moment make it once', async () => {
  const ledger = await ledgerInMemory();
  await watchedSince(ledger, '2026-10-01T00:00');
  const { make, mails } = await reportsOf(ledger, MONTHLY);
  await make('2026-10-20T09:00');
  const made = await Promise.all([make('2026-11-01T07:00'), make('2026-11-01T07:00')]);
  expect(made.sort()).toEqual([0, 1]);
  expect(await mails()).toHaveLength(2);
});
