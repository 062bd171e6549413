/** The write path of InfluxDB 2.x on a server that answers it: VictoriaMetrics; Debian has no InfluxDB 2.x. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Influxdb2Link } from '../../collector/store/influxdb2/link.ts';
import { StoreAway } from '../../collector/store/store-away.ts';
import { storeSchema } from '../../config/schema/store.ts';
import type { Point } from '../../model/point.ts';
import type { DatabaseServer } from '../setup/database-server.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { startVictoriaMetrics } from '../setup/victoria-metrics.ts';

const POINTS = 3_000;

describeWith(needs('victoria-metrics'), 'points written to /api/v2/write', () => {
  let server: DatabaseServer;
  let link: Influxdb2Link;
  beforeAll(async () => {
    server = await startVictoriaMetrics();
    const connection = { url: server.url, org: 'o', bucket: 'b' };
    const settings = storeSchema.parse({ kind: 'influxdb2', ...connection, timeout: '10s' });
    if (settings.kind !== 'influxdb2') throw new Error('another kind');
    link = new Influxdb2Link(settings, 'a-token');
  });
  afterAll(async () => {
    await link.close();
    await server.close();
  });

  const points = Array.from(
    { length: POINTS },
    (_, index): Point => ({
      measurement: 'ping',
      tags: { site: 'Mù Cang Chải, số 1' },
      fields: { rtt: index / 2, sent: BigInt(index), ok: true },
      timeMs: 1_764_000_000_000 + index,
    }),
  );

  it('compressed, are there to the last, with times and values', async () => {
    expect(await link.send(points)).toEqual([]);
    await fetch(`${server.url}/internal/force_flush`);
    const query = new URLSearchParams({ 'match[]': '{__name__="ping_sent"}', start: '1' });
    const text = await (await fetch(`${server.url}/api/v1/export?${query}`)).text();
    const { metric, values, timestamps } = JSON.parse(text);
    expect(metric).toMatchObject({ site: 'Mù Cang Chải, số 1' });
    expect([values.length, values.at(-1), timestamps.at(-1)]).toEqual([
      POINTS,
      POINTS - 1,
      1_764_000_000_000 + POINTS - 1,
    ]);
  });

  it('are to be sent again when the server is away, and sent when it is back', async () => {
    await server.stop();
    await expect(link.send(points)).rejects.toThrow(StoreAway);
    await server.start();
    expect(await link.send(points)).toEqual([]);
  });
});
