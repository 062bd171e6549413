import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SeriesQuery } from '../../../../../collector/store/metric-store.ts';
import { HOUR_MS } from '../../../../../collector/store/server/rolled.ts';
import type { RollupSource, WriteRollups } from '../../../../../collector/store/server/rollups.ts';
import { Rollups } from '../../../../../collector/store/server/rollups.ts';
import type { Point } from '../../../../../model/point.ts';
import { tempFolder } from '../../../journal/temp-folder.ts';

const DAY = 24 * HOUR_MS;
const NOW = 20_000 * DAY;

const pointAt = (timeMs: number): Point => ({ measurement: 'ping', tags: {}, fields: { f: 1 }, timeMs });

/** A server that holds points, and notes the hours that are rolled up. */
class Server implements RollupSource {
  readonly identity = 'server';
  held: Point[] = [];
  begun: number[] = [];
  written: number[] = [];
  fails = false;
  readonly rollups = {
    begin: async (hourMs: number): Promise<WriteRollups> => {
      this.begun.push(hourMs);
      return async ({ name }) => {
        if (this.fails) throw new Error('away');
        if (name === '1h') this.written.push(hourMs);
      };
    },
    read: async () => [],
  };
  measurements = async () => (this.held.length > 0 ? ['ping'] : []);
  extent = async () => {
    const times = this.held.map(({ timeMs }) => timeMs);
    return times.length > 0 ? { fromMs: Math.min(...times), toMs: Math.max(...times) + 1 } : undefined;
  };
  series = async () => [];
  async *points(_: string, { fromMs, toMs }: { fromMs: number; toMs: number }) {
    yield this.held.filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs);
  }
}

async function opened(server = new Server(), path = join(tempFolder(), 'rollups.json'), isVisitor = false) {
  const rollups = new Rollups(server, { path, keepRawMs: 90 * DAY, isVisitor });
  await rollups.load();
  const take = async (...points: Point[]) => {
    await rollups.touch(points);
    server.held.push(...points);
  };
  const run = async (nowMs = NOW + 5 * 60_000) => {
    server.written = [];
    const { done, isMore } = await rollups.run(nowMs);
    await rollups.confirm(done);
    return { hours: server.written.map((hour) => (hour - NOW) / HOUR_MS), isMore };
  };
  return { rollups, server, path, take, run };
}

const query = (fromMs: number, toMs: number, buckets: number): SeriesQuery => ({
  measurement: 'ping',
  field: 'f',
  tags: {},
  fromMs,
  toMs,
  buckets,
});

describe('hours that are rolled up', () => {
  it('are those that have ended and got points, once, the oldest first', async () => {
    const { take, run } = await opened();
    await take(pointAt(NOW), pointAt(NOW - 1), pointAt(NOW - 3 * HOUR_MS));
    expect(await run()).toEqual({ hours: [-3, -1], isMore: false });
    expect((await run()).hours).toEqual([]);
    expect((await run(NOW + HOUR_MS + 3 * 60_000)).hours).toEqual([0]);
  });

  it('are begun once each, however many measurements and roll-ups they have', async () => {
    const { take, run, server } = await opened();
    server.measurements = async () => ['ping', 'stamp'];
    const sites = Array.from({ length: 2_500 }, (_, site) => String(site));
    await take(...sites.map((site) => ({ ...pointAt(NOW - 1), tags: { site } })), pointAt(NOW - 2 * HOUR_MS));
    expect((await run()).hours.length).toBeGreaterThan(2);
    expect(server.begun).toEqual([NOW - 2 * HOUR_MS, NOW - HOUR_MS]);
  });

  it('are done again when they get points later', async () => {
    const { take, run } = await opened();
    await take(pointAt(NOW - 10 * HOUR_MS));
    await run();
    await take(pointAt(NOW - 10 * HOUR_MS + 1));
    expect((await run()).hours).toEqual([-10]);
  });

  it('wait when the server fails, and over the death of the program', async () => {
    const { take, run, server, path, rollups } = await opened();
    await take(pointAt(NOW - 5 * HOUR_MS));
    await run();
    await take(pointAt(NOW - 10 * HOUR_MS), pointAt(NOW - 2 * HOUR_MS));
    server.fails = true;
    await expect(run()).rejects.toThrow('away');
    server.fails = false;
    const again = await opened(server, path);
    expect((await again.run()).hours).toEqual([-10, -2]);
    expect(rollups.plan(query(NOW - 10 * DAY, NOW, 10))).toBeDefined();
  });

  it('that the server may have lost are done again, after a death too', async () => {
    const { take, rollups, server, path } = await opened();
    await take(pointAt(NOW - 5 * HOUR_MS));
    const { done } = await rollups.run(NOW);
    server.written = [];
    await rollups.touch([pointAt(NOW)]);
    expect((await (await opened(server, path)).run()).hours).toEqual([-5]);
    rollups.again(done);
    server.written = [];
    await rollups.run(NOW);
    expect(server.written).toHaveLength(1);
  });

  it('are all of a store that was filled by others', async () => {
    const server = new Server();
    server.held = [pointAt(NOW - 3 * HOUR_MS), pointAt(NOW - HOUR_MS)];
    expect((await (await opened(server)).run()).hours).toEqual([-3, -1]);
  });

  it('are not those that are partly gone', async () => {
    const { take, run } = await opened();
    await run();
    await take(pointAt(NOW - 90 * DAY), pointAt(NOW - 89 * DAY));
    expect((await run()).hours).toEqual([-89 * 24]);
  });

  it('are so many at a time', async () => {
    const { take, run } = await opened();
    await take(...Array.from({ length: 60 }, (_, hour) => pointAt(NOW - (hour + 1) * HOUR_MS)));
    expect(await run()).toMatchObject({ isMore: true });
    expect((await run()).hours).toHaveLength(12);
  });

  it('are noted by a command for the collector', async () => {
    const { run, server, path } = await opened();
    await run();
    const left = join(path, '..', 'store-rollups-left-7.json');
    const command = await opened(server, left, true);
    await command.take(pointAt(NOW - 7 * HOUR_MS));
    expect(JSON.parse(readFileSync(left, 'utf8')).hours).toHaveLength(1);
    expect((await run()).hours).toEqual([-7]);
    expect(() => readFileSync(left)).toThrow('ENOENT');
  });

  it('of another store, or in a file that is no state, are none of ours', async () => {
    const path = join(tempFolder(), 'rollups.json');
    for (const text of [JSON.stringify({ store: 'other', hours: [NOW], rolledUntilMs: NOW }), '{"hou']) {
      writeFileSync(path, text);
      const { rollups } = await opened(new Server(), path);
      expect(rollups.plan(query(NOW - 10 * DAY, NOW, 10))).toBeUndefined();
    }
  });
});

describe('what is read from roll-ups', () => {
  const rolledUp = async () => {
    const { rollups, run } = await opened();
    await run();
    return rollups;
  };

  it('is a long range, in the widest that fits into a bucket', async () => {
    const rollups = await rolledUp();
    expect(rollups.plan(query(NOW - 365 * DAY, NOW, 500))?.tier.name).toBe('1h');
    expect(rollups.plan(query(NOW - 7 * DAY, NOW, 1_000))?.tier.name).toBe('5m');
  });

  it('is not a short range, nor a fine one, nor one whose percentile is wanted', async () => {
    const rollups = await rolledUp();
    expect(rollups.plan(query(NOW - DAY, NOW, 10))).toBeUndefined();
    expect(rollups.plan(query(NOW - 3 * DAY, NOW, 10_000))).toBeUndefined();
    expect(rollups.plan({ ...query(NOW - 7 * DAY, NOW, 100), also: ['p95'] })).toBeUndefined();
  });

  it('is whatever is older than raw values are kept', async () => {
    const rollups = await rolledUp();
    expect(rollups.plan(query(NOW - 200 * DAY, NOW - 199 * DAY, 1_000))?.tier.name).toBe('5m');
  });

  it('ends where nothing is rolled up yet; no bucket is told from both', async () => {
    const rollups = await rolledUp();
    const plan = rollups.plan(query(NOW - 10 * DAY + HOUR_MS / 2, NOW + DAY + HOUR_MS / 2, 11));
    expect(plan?.rolled).toMatchObject({ toMs: NOW - HOUR_MS / 2 - DAY + HOUR_MS, buckets: 9 });
    expect(plan?.raw).toMatchObject({ fromMs: plan?.rolled.toMs, buckets: 2, toMs: NOW + DAY + HOUR_MS / 2 });
  });

  it('is nothing before the first time', async () => {
    const { rollups } = await opened();
    expect(rollups.plan(query(NOW - 10 * DAY, NOW, 10))).toBeUndefined();
  });
});
