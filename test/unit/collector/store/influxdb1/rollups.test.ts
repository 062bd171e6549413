import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Rollups } from '../../../../../collector/store/influxdb1/rollups.ts';
import type { SeriesQuery } from '../../../../../collector/store/metric-store.ts';
import { tempFolder } from '../../../journal/temp-folder.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = 20_000 * DAY;

async function rolledUp(): Promise<Rollups> {
  const rollups = new Rollups({ ask: async () => [] }, join(tempFolder(), 'rollups.json'), {
    keep_raw: 90 * DAY,
    keep_rollups: 5 * 365 * DAY,
  });
  await rollups.load();
  await rollups.run(NOW + 5 * 60_000);
  return rollups;
}

const query = (fromMs: number, toMs: number, buckets: number): SeriesQuery => ({
  measurement: 'ping',
  field: 'f',
  tags: {},
  fromMs,
  toMs,
  buckets,
});

describe('what is read from roll-ups', () => {
  it('is a long range, in the widest that fits into a bucket', async () => {
    const rollups = await rolledUp();
    expect(rollups.plan(query(NOW - 365 * DAY, NOW, 500))?.tier.every).toBe('1h');
    expect(rollups.plan(query(NOW - 7 * DAY, NOW, 1_000))?.tier.every).toBe('5m');
  });

  it('is not a short range, nor a fine one, nor one whose percentile is wanted', async () => {
    const rollups = await rolledUp();
    expect(rollups.plan(query(NOW - DAY, NOW, 10))).toBeUndefined();
    expect(rollups.plan(query(NOW - 3 * DAY, NOW, 10_000))).toBeUndefined();
    expect(rollups.plan({ ...query(NOW - 7 * DAY, NOW, 100), also: ['p95'] })).toBeUndefined();
  });

  it('is whatever is older than raw values are kept', async () => {
    const rollups = await rolledUp();
    expect(rollups.plan(query(NOW - 200 * DAY, NOW - 199 * DAY, 1_000))?.tier.every).toBe('5m');
  });

  it('ends where nothing is rolled up yet; no bucket is told from both', async () => {
    const rollups = await rolledUp();
    const plan = rollups.plan(query(NOW - 10 * DAY + HOUR / 2, NOW + DAY + HOUR / 2, 11));
    expect(plan?.rolled).toMatchObject({ toMs: NOW - HOUR / 2 - DAY + HOUR, buckets: 9 });
    expect(plan?.raw).toMatchObject({ fromMs: plan?.rolled.toMs, buckets: 2, toMs: NOW + DAY + HOUR / 2 });
  });

  it('is nothing before the first time', async () => {
    const fresh = new Rollups({ ask: async () => [] }, join(tempFolder(), 'r.json'), {
      keep_raw: DAY,
      keep_rollups: DAY,
    });
    expect(fresh.plan(query(NOW - 10 * DAY, NOW, 10))).toBeUndefined();
  });
});
