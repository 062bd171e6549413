/** `canhmang report evidence` and the same over the API, on a ledger and a store of known outages. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { CORRECTED_MS, KNOWN_OUTAGES, writeLineHistory } from '../setup/line-history.ts';
import { describeWith, needs } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

const LINE = 'mu-cang-chai/mu-cang-chai-line';
const AS_OF = '2026-11-01T08:00:00+07:00';

const rowsSchema = z.array(z.record(z.string(), z.string()));
const rowsOf = (content: string) => rowsSchema.parse(parse(content, { columns: true, bom: true }));

describeWith([needs('poppler-utils'), needsBuild()], 'evidence of a line', () => {
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

  const evidence = (output: string, ...more: string[]) =>
    canhmang([
      ...['--lang', 'vi', 'report', 'evidence', '--line', LINE, '--period', '2026-10'],
      ...['--output', join(folder.path, output), '--config', config, '--data', data, ...more],
    ]);
  const file = (output: string, ending: string) => {
    const name = readdirSync(join(folder.path, output)).find((each) => each.endsWith(ending));
    return join(folder.path, output, name ?? ending);
  };

  it('has each outage to the millisecond, what counts of it, and the rounds around both ends as they were measured', async () => {
    const { code, stderr } = await evidence('pack', '--as-of', AS_OF);
    expect([code, stderr]).toEqual([0, '']);
    const outages = rowsOf(readFileSync(file('pack', 'gian-doan.csv'), 'utf8'));
    expect(outages.map(({ from = '', to = '' }) => [Date.parse(from), Date.parse(to)])).toEqual(
      KNOWN_OUTAGES.map(({ fromMs, toMs }) => [fromMs, toMs]),
    );
    expect(outages.map(({ counted_s, cause, excluded }) => [counted_s, cause, excluded])).toEqual([
      ['5430.5', 'undetermined', ''],
      ['0', 'power', 'power'],
      ['30', 'undetermined', ''],
      ['600', 'undetermined', 'window'],
    ]);
    expect(outages.every(({ incident }) => incident !== '')).toBe(true);
    const samples = rowsOf(readFileSync(file('pack', 'so-do.csv'), 'utf8'));
    for (const [index, { fromMs, toMs }] of KNOWN_OUTAGES.entries()) {
      const own = samples.filter(({ outage, role }) => outage === String(index + 1) && role === 'reach');
      const lost = own.filter(({ received }) => received === '0').map(({ time = '' }) => Date.parse(time));
      const answered = own
        .filter(({ received }) => received === '5')
        .map(({ time = '' }) => Date.parse(time));
      expect([lost[0], answered.find((timeMs) => timeMs > fromMs)]).toEqual([fromMs, toMs]);
      expect(own.filter(({ place }) => place === 'during').every(({ received }) => received === '0')).toBe(
        true,
      );
    }
    const exclusions = rowsOf(readFileSync(file('pack', 'loai-tru.csv'), 'utf8'));
    expect(exclusions.map(({ length_s, reason, author }) => [length_s, reason, author])).toEqual([
      ['12609.625', 'power', ''],
      ['7200', 'window', 'Trần Thị Lan'],
    ]);
    const text = execFileSync('pdftotext', [file('pack', '.pdf'), '-'], { encoding: 'utf8' }).replace(
      /\s+/g,
      ' ',
    );
    for (const said of [
      'HỒ SƠ MINH CHỨNG',
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
      'UBND huyện Mù Cang Chải',
      'điện lực xác nhận cắt điện toàn thị trấn',
      'Nâng cấp phần mềm bộ định tuyến',
      '08:15:20,250 03/10/2026',
    ])
      expect(text).toContain(said);
  });

  it('is read as of any moment: before a cause was corrected the outage counts for the line', async () => {
    const before = new Date(CORRECTED_MS - 1).toISOString();
    expect((await evidence('before', '--as-of', before)).code).toBe(0);
    const outages = rowsOf(readFileSync(file('before', 'gian-doan.csv'), 'utf8'));
    expect(outages.map(({ cause, counted_s }) => [cause, counted_s])[1]).toEqual([
      'undetermined',
      '12609.625',
    ]);
    expect(outages[1]?.corrections).toBe('');
  });

  it('is the same from a collector that has the store, and as one archive over its API', async () => {
    await evidence('alone', '--as-of', AS_OF);
    const { program, url, accessToken } = await startCollector({ config, data });
    try {
      const { code, stderr } = await evidence('asked', '--as-of', AS_OF, '--url', url);
      expect([code, stderr]).toEqual([0, 'Máy thu đang chạy: đang lấy số đo từ máy thu…\n']);
      const names = readdirSync(join(folder.path, 'alone')).sort();
      expect(names).toHaveLength(4);
      expect(readdirSync(join(folder.path, 'asked')).sort()).toEqual(names);
      const query = new URLSearchParams({ line: LINE, period: '2026-10', as_of: AS_OF, format: 'zip' });
      const token = accessToken ?? (await tokenOf(config, data, 'lan'));
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${url}/api/v1/reports/evidence?${query}`, { headers });
      const entries = unzipSync(new Uint8Array(await answer.arrayBuffer()));
      for (const name of names) {
        const alone = readFileSync(join(folder.path, 'alone', name));
        expect(readFileSync(join(folder.path, 'asked', name)).equals(alone)).toBe(true);
        expect(Buffer.from(entries[name] ?? []).equals(alone)).toBe(true);
      }
      const refused = async (change: Record<string, string>) => {
        const asked = new URLSearchParams({ line: LINE, period: '2026-10', ...change });
        const response = await fetch(`${url}/api/v1/reports/evidence?${asked}`, { headers });
        return [
          response.status,
          z.object({ error: z.object({ code: z.string() }) }).parse(await response.json()).error.code,
        ];
      };
      const elsewhere = { authorization: `Bearer ${await tokenOf(config, data, 'huong', '--unit', '139')}` };
      const hidden = await fetch(`${url}/api/v1/reports/evidence?${query}`, { headers: elsewhere });
      expect(hidden.status).toBe(400);
      expect(await refused({ line: 'mu-cang-chai/khac' })).toEqual([400, 'report_line']);
      expect(await refused({ period: '2099-10' })).toEqual([400, 'report_future']);
      expect(await refused({ period: '2026-10-05..2026-10-01' })).toEqual([400, 'report_inverted']);
      expect(await refused({ format: 'doc' })).toEqual([400, 'bad_parameter']);
    } finally {
      await program.stop();
    }
  });

  it('is refused with what to do, and nothing is written', async () => {
    for (const [more, said] of [
      [['--line', 'khong-co/duong'], 'không có đường truyền "khong-co/duong"'],
      [['--period', '2099-10'], 'kỳ "2099-10" chưa bắt đầu'],
      [['--period', '2026-10-09..2026-10-01'], 'kết thúc trước khi bắt đầu'],
      [['--as-of', '2099-01-01'], 'không thể biết trước tương lai'],
    ] as const) {
      const { code, stderr } = await evidence('nothing', ...more);
      expect([code, stderr.includes(said)]).toEqual([2, true]);
    }
    expect(existsSync(join(folder.path, 'nothing'))).toBe(false);
  });
});

/** Of a viewer. @param more to whom it is limited. */
async function tokenOf(config: string, data: string, name: string, ...more: string[]): Promise<string> {
  const where = ['--config', config, '--data', data];
  const { stdout } = await canhmang(['--lang', 'en', 'token', name, '--viewer', ...more, ...where]);
  return /cm_\S+/.exec(stdout)?.[0] ?? '';
}
