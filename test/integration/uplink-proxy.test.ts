/** A line and proxies that cut, delay, double, truncate and lie: every point is in the collector's store once. */
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { CollectorClient } from '../../agent/collector-client.ts';
import { Spool } from '../../agent/spool/spool.ts';
import { Uplink } from '../../agent/uplink/uplink.ts';
import type { Point } from '../../model/point.ts';
import { settleBooks, storedNumbers } from '../setup/accounting.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { HostileProxy, MISDEEDS } from '../setup/hostile-proxy.ts';
import { CORE, writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';
import { listeningLogger } from '../unit/agent/silent-logger.ts';

const RECORDS = 30;
const POINTS_A_RECORD = 20;
/** Each misdeed comes this often, the order is random. */
const TIMES = 2;

function points(first: number): Point[] {
  return Array.from({ length: POINTS_A_RECORD }, (_, index) => ({
    measurement: 'numbered',
    tags: { site: CORE, agent: 'core', lane: String(index) },
    fields: { n: BigInt(first + index) },
    timeMs: Date.now() - RECORDS + Math.floor(first / POINTS_A_RECORD),
  }));
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

async function runningCollector() {
  const folder = await folderOfTest();
  const data = join(folder, 'data');
  const config = await writeInstallation(folder);
  const collector = await startCollector({ config, data });
  onTestFinished(async () => void (await collector.program.stop()));
  const { stdout } = await canhmang(['token', 'core', '--config', config, '--data', data]);
  return { folder, data, collector, token: stdout.trim() };
}

describeWith(needsBuild(), 'uplink over a hostile line', () => {
  it('delivers every point once', async () => {
    const { folder, data, collector, token } = await runningCollector();
    const misdeeds = shuffled(Array.from({ length: TIMES }, () => MISDEEDS).flat());
    const proxy = await HostileProxy.start(collector.url, () => misdeeds.pop() ?? 'pass');
    const { logger, messages } = listeningLogger();
    const spool = await Spool.open(join(folder, 'spool'), logger);
    const client = new CollectorClient(proxy.url, token);
    onTestFinished(() => client.close());
    // A thin line makes many batches of the backlog; failures are tried again at once.
    const settings = { backlog_kbps: 400 };
    const uplink = new Uplink({ spool, client, agentId: 'core', logger, settings, random: () => 0 });
    uplink.start();
    let next = 1;
    for (let record = 0; record < RECORDS || misdeeds.length > 0; record++) {
      spool.add(points(next));
      next += POINTS_A_RECORD;
      expect(await spool.stored()).toBe(true);
    }
    await vi.waitUntil(() => spool.backlog === 0, { timeout: 20_000, interval: 20 });
    await uplink.stop();
    await proxy.close();
    await spool.close();
    expect(spool.lost).toEqual({ records: 0, points: 0 });
    expect(messages()).not.toContain('uplink: collector makes nothing of a batch, given up');
    for (const misdeed of MISDEEDS) expect(proxy.done.get(misdeed), misdeed).toBeGreaterThanOrEqual(TIMES);
    await collector.program.stop();
    const books = settleBooks([{ first: 1, last: next - 1 }], await storedNumbers(data));
    expect(books).toEqual({ lost: [], twice: [], stored: next - 1 });
  });
});
