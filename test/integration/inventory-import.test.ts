/** The inventory's files handed over at the API: looked at by row and column, then put in place. */
import { existsSync, readFileSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

describeWith(needsBuild(), 'the inventory at the API', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let home: string;
  let admin: string;
  let sites: string;

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path);
    const data = join(folder.path, 'data');
    collector = await startCollector({ config, data });
    home = dirname(config);
    admin = (await canhmang(['token', 'qt', '--admin', '--config', config, '--data', data])).stdout.trim();
    sites = readFileSync(join(home, 'sites.csv'), 'utf8');
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  async function ask(path: string, body?: object, token = admin) {
    const response = await fetch(`${collector.url}/api/v1/inventory${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    const answer = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
    return { status: response.status, answer, code: answer?.error?.code };
  }

  const file = (name: string, bytes: string | Buffer) => ({
    name,
    content: Buffer.from(bytes).toString('base64'),
  });
  const preview = (...files: ReturnType<typeof file>[]) => ask('/preview', { files, language: 'vi' });
  /** With another address of the second site, and one more. */
  const changed = () =>
    `${sites.replace('UBND huyện Trạm Tấu', 'UBND xã Trạm Tấu').trimEnd()}\nvan-chan,VANCHAN,UBND huyện Văn Chấn,department,139,trung-tam,127.0.0.9,,,,\n`;

  it('tells which files there are, and gives them', async () => {
    const { answer } = await ask('');
    expect(answer.items).toContainEqual({ kind: 'sites', name: 'sites.csv', rows: 3 });
    expect((await ask('/sites')).answer).toBe(sites);
    expect((await ask('/nothing')).status).toBe(400);
  });

  it.each([
    ['CSV', () => Buffer.from(changed())],
    ['CSV of a spreadsheet', () => Buffer.from(`\ufeff${changed().replaceAll(',', ';')}`, 'utf16le')],
    [
      'XLSX',
      () =>
        writeXlsxFile(
          changed()
            .trimEnd()
            .split('\n')
            .map((line) => line.split(',').map((value) => ({ value: value || null }))) as never,
        ).toBuffer(),
    ],
  ])('shows what %s would change, and changes nothing', async (_, bytes) => {
    const { answer } = await preview(file('điểm.xlsx', await bytes()));
    expect(answer.problems).toEqual([]);
    expect(answer.files).toEqual([{ name: 'điểm.xlsx', kind: 'sites', rows: 4 }]);
    expect(answer.changes).toEqual([
      expect.objectContaining({ kind: 'sites', change: 'added', id: 'van-chan' }),
      expect.objectContaining({
        change: 'changed',
        id: 'tram-tau',
        fields: [{ field: 'name', from: 'UBND huyện Trạm Tấu', to: 'UBND xã Trạm Tấu' }],
      }),
    ]);
    expect(readFileSync(join(home, 'sites.csv'), 'utf8')).toBe(sites);
  });

  it('names row and column of what is wrong, in Vietnamese', async () => {
    const wrong = changed().replace('127.0.0.9', 'khong-phai:').replace(',139,trung-tam,', ',139,ma,');
    const { answer } = await preview(file('sites.csv', wrong));
    expect(answer.changes).toEqual([]);
    expect(answer.problems).toEqual([
      {
        file: 'sites.csv',
        row: 5,
        column: 'address',
        text: expect.stringContaining('không phải là địa chỉ IP'),
      },
      { file: 'sites.csv', row: 4, column: 'upstream', text: 'không có điểm kết nối "ma" để làm tuyến trên' },
    ]);
  });

  /** Of the collector as it runs; none while it is away. */
  async function sitesKnown(): Promise<string[]> {
    const answer = await fetch(`${collector.url}/api/v1/sites`, {
      headers: { authorization: `Bearer ${admin}` },
    }).catch(() => undefined);
    if (!answer?.ok) return [];
    const { items } = (await answer.json()) as { items: { id: string }[] };
    return items.map(({ id }) => id);
  }

  it.each([
    ['not UTF-8', Buffer.from('id,name\na,M\xf9', 'latin1'), /UTF-8/],
    ['no table', Buffer.from('PK\u0003\u0004 x'), /không đọc được như một bảng/],
    ['of another heading', Buffer.from('<script>,b\n1,2\n'), /hàng tiêu đề không khớp/],
    ['empty', Buffer.from(''), /hàng tiêu đề không khớp/],
  ])('says of a file that is %s what to do', async (_, bytes, says) => {
    const { answer } = await preview(file('x.csv', bytes));
    expect(answer.problems).toEqual([
      expect.objectContaining({ file: 'x.csv', text: expect.stringMatching(says) }),
    ]);
  });

  it('writes what was looked at, keeps what was there, and says it in the audit', async () => {
    const files = [file('sites.csv', changed())];
    const { mark } = (await preview(...files)).answer;
    expect((await ask('', { files, mark: 'x' })).code).toBe('changed');
    const written = await ask('', { files, mark });
    expect(written.answer).toEqual({ written: ['sites.csv'] });
    expect(readFileSync(join(home, 'sites.csv'), 'utf8')).toContain('van-chan');
    expect(readFileSync(join(home, 'sites.csv.bak'), 'utf8')).toBe(sites);
    expect(existsSync(join(home, 'sites.csv.new'))).toBe(false);
    await expect.poll(sitesKnown, { timeout: 20_000 }).toContain('van-chan');
    // Somebody else was at it since.
    await appendFile(join(home, 'sites.csv'), '\n');
    expect((await ask('', { files, mark })).code).toBe('changed');
    const audit = await fetch(`${collector.url}/api/v1/audit`, {
      headers: { authorization: `Bearer ${admin}` },
    });
    expect(await audit.text()).toContain('"action":"inventory.import"');
  });

  it('takes the place of files that somebody has broken by hand', async () => {
    await writeFile(join(home, 'sites.csv'), 'hỏng');
    const { status, answer } = await preview(file('sites.csv', sites));
    expect([status, answer.problems]).toEqual([200, []]);
    expect(answer.changes).toContainEqual(expect.objectContaining({ change: 'removed', id: 'van-chan' }));
  });

  it('is looked at by anybody and changed by an admin', async () => {
    const { accessToken = '' } = collector;
    expect((await ask('', undefined, accessToken)).status).toBe(200);
    const files = [file('sites.csv', changed())];
    expect((await ask('/preview', { files }, accessToken)).code).toBe('forbidden');
    expect((await ask('', { files, mark: 'x' }, accessToken)).code).toBe('forbidden');
    for (const body of [{}, { files: [] }, { files: [{ name: 'x', content: '***' }] }, { files: 'x' }])
      expect((await ask('/preview', body)).code).toBe('bad_parameter');
  });
});
