/** `canhmang report uptime` and the same over the API: what is refused, and what a moment's report holds on to. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openLedger } from '../../collector/ledger/ledger.ts';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import {
  CORRECTED_MS,
  HISTORY_SITE,
  KNOWN_OUTAGES,
  qualityOfHistory,
  writeLineHistory,
} from '../setup/line-history.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

const AS_OF = '2026-11-01T08:00:00+07:00';
const rowsSchema = z.array(z.record(z.string(), z.string()));
const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** What is asked for, on the command line and over the API; the code, and what people are told. */
const REFUSALS = [
  [['--period', '2099-10'], { period: '2099-10' }, 'report_future', 'kỳ "2099-10" chưa bắt đầu'],
  [['--period', 'tháng mười'], { period: 'tháng mười' }, 'report_period', 'không phải là một kỳ'],
  [['--unit', '999'], { unit: '999' }, 'report_unit', 'không có đơn vị hành chính nào mang mã "999"'],
  [
    ['--as-of', '2099-01-01'],
    { as_of: '2099-01-01T00:00:00Z' },
    'report_as_of',
    'không thể biết trước tương lai',
  ],
  [
    ['--units-as-of', 'hôm qua'],
    { units_as_of: 'hôm qua' },
    'report_day',
    '"hôm qua" không phải là một ngày',
  ],
  [['--units-as-of', '2026-02-30'], { units_as_of: '2026-02-30' }, 'report_day', 'không phải là một ngày'],
  [
    ['--period', '2026-10-09..2026-10-01'],
    { period: '2026-10-09..2026-10-01' },
    'report_inverted',
    'kết thúc trước khi bắt đầu',
  ],
] as const;

describeWith(needsBuild(), 'an uptime report', () => {
  let folder: TemporaryFolder;
  let config = '';
  let data = '';

  beforeAll(async () => {
    folder = await makeFolder();
    const snmp = { endpoint: { host: '127.0.0.1', port: 9 }, community: 'public' };
    config = await writeInstallation(folder.path, { snmp });
    data = await writeLineHistory(folder.path);
  });
  afterAll(() => folder.remove());

  const uptime = (out: string, ...more: string[]) =>
    canhmang([
      ...['--lang', 'vi', 'report', 'uptime', '--period', '2026-10', '--format', 'csv'],
      ...['--out', join(folder.path, out), '--config', config, '--data', data, ...more],
    ]);
  const siteRow = (out: string) =>
    rowsSchema
      .parse(parse(readFileSync(join(folder.path, out)), { columns: true, bom: true }))
      .find(({ key }) => key === HISTORY_SITE);

  it.each(REFUSALS)(
    'that is asked for with %j is refused, and nothing is written',
    async (more, _query, _code, said) => {
      const { code, stdout, stderr } = await uptime('refused.csv', ...more);
      expect([code, stdout, stderr.includes(said)]).toEqual([2, '', true]);
      expect(existsSync(join(folder.path, 'refused.csv'))).toBe(false);
    },
  );

  it('is refused over the API for the same reasons, and is the same bytes otherwise', async () => {
    expect((await uptime('cli.csv', '--as-of', AS_OF)).code).toBe(0);
    const { program, url, accessToken } = await startCollector({ config, data });
    try {
      const token = accessToken ?? (await viewerToken(config, data));
      const ask = (change: Record<string, string>) => {
        const query = new URLSearchParams({ period: '2026-10', format: 'csv', ...change });
        return fetch(`${url}/api/v1/reports/uptime?${query}`, {
          headers: { authorization: `Bearer ${token}` },
        });
      };
      for (const [, query, code] of REFUSALS) {
        const answer = await ask(query);
        expect([answer.status, refusalSchema.parse(await answer.json()).error.code]).toEqual([400, code]);
      }
      const quality = await fetch(`${url}/api/v1/reports/quality?period=2026-10`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(await quality.json()).toMatchObject({
        total: 1,
        items: [{ site: HISTORY_SITE, ...qualityOfHistory() }],
      });
      const same = Buffer.from(await (await ask({ as_of: AS_OF })).arrayBuffer());
      expect(same.equals(readFileSync(join(folder.path, 'cli.csv')))).toBe(true);
    } finally {
      await program.stop();
    }
  });

  it('has a cause that somebody corrected, and the one before as of any moment before', async () => {
    const outage = KNOWN_OUTAGES[1];
    const lengthS = String(((outage?.toMs ?? 0) - (outage?.fromMs ?? 0)) / 1_000);
    await uptime('before.csv', '--as-of', new Date(CORRECTED_MS - 1).toISOString());
    await uptime('after.csv', '--as-of', new Date(CORRECTED_MS).toISOString());
    const firstS = String(((KNOWN_OUTAGES[0]?.toMs ?? 0) - (KNOWN_OUTAGES[0]?.fromMs ?? 0)) / 1_000);
    expect([siteRow('before.csv')?.power_s, siteRow('before.csv')?.undetermined_s]).toEqual([
      '0',
      String(Number(lengthS) + Number(firstS)),
    ]);
    expect([siteRow('after.csv')?.power_s, siteRow('after.csv')?.undetermined_s]).toEqual([lengthS, firstS]);
    expect(siteRow('after.csv')?.down_s).toBe(siteRow('before.csv')?.down_s);
  });

  it('is refused where corrections overlap: no figure from them can be trusted', async () => {
    const ledger = await openLedger(sqliteDialect(join(data, 'ledger.sqlite')));
    const [first] = KNOWN_OUTAGES;
    const values = {
      ...({ subject: `site:${HISTORY_SITE}`, state: 'up', proof: null, upstream: null } as const),
      ...{ from_ms: first?.fromMs ?? 0, to_ms: (first?.toMs ?? 0) - 1_000, decided_ms: CORRECTED_MS },
    };
    const { id } = await ledger
      .insertInto('interval')
      .values(values)
      .returning('id')
      .executeTakeFirstOrThrow();
    try {
      const { code, stderr } = await uptime('overlap.csv');
      expect([code, stderr.includes('hai khoảng chồng lên nhau')]).toEqual([2, true]);
      expect(existsSync(join(folder.path, 'overlap.csv'))).toBe(false);
    } finally {
      await ledger.deleteFrom('interval').where('id', '=', id).execute();
      await ledger.destroy();
    }
  });
});

async function viewerToken(config: string, data: string): Promise<string> {
  const { stdout } = await canhmang(['token', 'lan', '--viewer', '--config', config, '--data', data]);
  return stdout.trim();
}
