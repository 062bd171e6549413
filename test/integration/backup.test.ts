/** Backed up while measurements come in, put back elsewhere, and started: the same answers. */
import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { AgentRow } from '../../collector/api/types/agents.ts';
import type { About } from '../../collector/api/types/collector.ts';
import type { List } from '../../collector/api/types/parts.ts';
import type { SiteRow } from '../../collector/api/types/sites.ts';
import { openLedger } from '../../collector/ledger/ledger.ts';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { CORE, writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { folderOfTest, makeFolder } from '../setup/temporary-folder.ts';
import { AT_S, post, storedPoints } from '../setup/writing.ts';

describeWith(needsBuild(), 'backup', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let agentToken: string;
  const epoch = randomUUID();
  let sent = 0;

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(join(folder.path, 'config'), { local: true });
    collector = await startCollector({ config, data: join(folder.path, 'data') });
    agentToken = readFileSync(join(folder.path, 'data/agents/core/token'), 'utf8').trim();
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  /** One record of the agent's spool: one point, one second after the one before. */
  async function sendNext(url: string): Promise<void> {
    const number = ++sent;
    const headers = { 'canhmang-batch': `agent=core;epoch=${epoch};first=${number};last=${number}` };
    const body = `load,site=${CORE} value=${number} ${AT_S + number}000000000`;
    const response = await post(url, { token: agentToken, body, headers });
    if (response.status !== 204) throw new Error(`${response.status} ${await response.text()}`);
  }

  const beside = (...args: string[]) => canhmang([...args, '--lang', 'en']);
  const where = () => [
    '--config',
    join(folder.path, 'config/canhmang.yaml'),
    '--data',
    join(folder.path, 'data'),
  ];
  const backUp = (target: string) => beside('backup', target, ...where(), '--url', collector.url);
  /** What does not change while the load goes on. */
  const answersOf = async (url: string) => {
    const headers = { authorization: `Bearer ${collector.accessToken}` };
    const read = async <T>(path: string) => (await (await fetch(`${url}${path}`, { headers })).json()) as T;
    const { items } = await read<List<AgentRow>>('/api/v1/agents');
    const sites = await read<List<SiteRow>>('/api/v1/sites');
    return {
      incidents: await read('/api/v1/incidents'),
      states: sites.items.map(({ id, name, state, since }) => ({ id, name, state, since })),
      agents: items.map(({ id, site, lastSeen }) => ({ id, site, wasSeen: lastSeen !== null })),
      title: (await read<About>('/api/v1/about')).title,
    };
  };

  it('is made under load, and what was there before it is there, once, after it is put back', async () => {
    const target = join(await folderOfTest(), 'backup');
    for (let number = 0; number < 100; number++) await sendNext(collector.url);
    const before = await answersOf(collector.url);
    let loading = true;
    const load = (async () => {
      while (loading) await sendNext(collector.url);
    })();
    const made = await backUp(target);
    loading = false;
    await load;
    expect(made.stderr).toMatch(/^Backup made: \d+ files/);
    expect([made.code, made.stdout.trim()]).toEqual([0, target]);
    expect(sent).toBeGreaterThan(100);

    const [data, config] = [join(folder.path, 'restored'), join(folder.path, 'restored-config')];
    const restored = await beside('restore', target, '--data', data);
    expect([restored.code, restored.stderr]).toEqual([
      0,
      expect.stringContaining(`configuration in ${config}`),
    ]);
    const again = await startCollector({ config: join(config, 'canhmang.yaml'), data });
    onTestFinished(async () => void (await again.program.stop()));
    expect(await answersOf(again.url)).toEqual(before);
    const values = (await storedPoints(again.url, collector.accessToken ?? '', 'load')).map(
      ([, value]) => value,
    );
    expect(values.length).toBeGreaterThanOrEqual(100);
    expect(values).toEqual(Array.from({ length: values.length }, (_, index) => index + 1));
    // The agent, which has its newer records still, goes on where the copy ends.
    const headers = { 'canhmang-batch': `agent=core;epoch=${epoch};first=1;last=100` };
    const repeated = await post(again.url, { token: agentToken, body: `load,site=${CORE} value=0`, headers });
    expect([repeated.status === 204 || repeated.status === 409]).toEqual([true]);
    expect((await storedPoints(again.url, collector.accessToken ?? '', 'load')).length).toBe(values.length);
  });

  it('leaves nothing behind that could be used: its token ends with it', async () => {
    const target = join(await folderOfTest(), 'backup');
    expect((await backUp(target)).code).toBe(0);
    const ledger = await openLedger(sqliteDialect(join(folder.path, 'data/ledger.sqlite')));
    onTestFinished(() => ledger.destroy());
    expect(await ledger.selectFrom('token').select('holder').where('kind', '=', 'admin').execute()).toEqual(
      [],
    );
  });

  it('goes into an empty folder only', async () => {
    const target = await folderOfTest();
    appendFileSync(join(target, 'mine'), 'x');
    const { code, stderr } = await backUp(target);
    expect([code, stderr]).toEqual([1, expect.stringContaining('folder_not_empty')]);
    expect(stderr).not.toContain('--token');
    expect(readFileSync(join(target, 'mine'), 'utf8')).toBe('x');
  });

  it('is not restored where a file is damaged or missing, and nothing is written', async () => {
    const target = join(await folderOfTest(), 'backup');
    await backUp(target);
    const data = join(await folderOfTest(), 'data');
    appendFileSync(join(target, 'data/ledger.sqlite'), 'x');
    rmSync(join(target, 'config/sites.csv'));
    const damaged = await beside('restore', target, '--data', data);
    expect(damaged.code).toBe(1);
    expect(damaged.stderr).toContain(
      '2 file(s) are missing or not as they were made: config/sites.csv, data/ledger.sqlite',
    );
    expect(existsSync(data)).toBe(false);
  });

  it.each([
    {
      what: 'no backup',
      backup: () => folder.path,
      data: () => join(folder.path, 'new'),
      says: 'is not a backup',
    },
  ])('a restore of $what says so', async ({ backup, data, says }) => {
    const { code, stderr } = await beside('restore', backup(), '--data', data());
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  });

  it('needs the collector to run', async () => {
    const target = join(await folderOfTest(), 'backup');
    const { code, stderr } = await beside('backup', target, ...where(), '--url', 'http://127.0.0.1:9');
    expect([code, stderr]).toEqual([3, expect.stringContaining('cannot reach the collector')]);
  });
});
