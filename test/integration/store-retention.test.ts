/** How long servers keep what they are given: set up by us where that can be, told to the administrator otherwise. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Influxdb1Link } from '../../collector/store/influxdb1/link.ts';
import { Influxdb2Link } from '../../collector/store/influxdb2/link.ts';
import { VictoriaMetricsLink } from '../../collector/store/victoriametrics/link.ts';
import type { DatabaseServer } from '../setup/database-server.ts';
import { startInfluxdb } from '../setup/influxdb.ts';
import type { V2Proxy } from '../setup/influxdb-v2-proxy.ts';
import { startV2Proxy } from '../setup/influxdb-v2-proxy.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { startVictoriaMetrics } from '../setup/victoria-metrics.ts';

const DAY = 86_400_000;
const KEPT = { keep_raw: 90 * DAY, keep_rollups: 1_825 * DAY, timeout: 10_000 };

describeWith(needs('influxdb'), 'retention on InfluxDB', () => {
  let server: DatabaseServer;
  let proxy: V2Proxy;
  beforeAll(async () => {
    server = await startInfluxdb();
    proxy = await startV2Proxy(server.url);
  });
  afterAll(async () => {
    await proxy.close();
    await server.close();
  });
  const policiesOf = async (database: string): Promise<Record<string, unknown>> => {
    const q = `SHOW RETENTION POLICIES ON "${database}"`;
    const answer = await fetch(`${server.url}/query`, { method: 'POST', body: new URLSearchParams({ q }) });
    const { results } = (await answer.json()) as { results: { series: { values: unknown[][] }[] }[] };
    return Object.fromEntries(
      results[0]!.series[0]!.values.map(([name, duration, , , isDefault]) => [
        name,
        `${duration}${isDefault ? ' default' : ''}`,
      ]),
    );
  };

  it('1.x is set by us, and changed with the configuration', async () => {
    const settings = { kind: 'influxdb1' as const, url: server.url, database: 'one', ...KEPT };
    await new Influxdb1Link(settings, undefined).prepare();
    expect(await policiesOf('one')).toMatchObject({
      canhmang_raw: '2160h0m0s default',
      canhmang_5m: '43800h0m0s',
      canhmang_1h: '43800h0m0s',
    });
    await new Influxdb1Link({ ...settings, keep_raw: 30 * DAY }, undefined).prepare();
    expect(await policiesOf('one')).toMatchObject({ canhmang_raw: '720h0m0s default' });
  });

  describe('2.x', () => {
    const linkTo = (bucket: string, kept = KEPT) =>
      new Influxdb2Link({ kind: 'influxdb2', url: proxy.url, org: 'tỉnh', bucket, ...kept }, 'a-token');

    it('is that of the buckets that we make', async () => {
      const link = linkTo('two');
      await link.prepare();
      expect([await policiesOf('two'), await policiesOf('two_5m'), await policiesOf('two_1h')]).toEqual([
        { autogen: '2160h0m0s default' },
        { autogen: '43800h0m0s default' },
        { autogen: '43800h0m0s default' },
      ]);
      expect(await link.check()).toEqual([]);
      await link.close();
    });

    it('of a bucket that is there is left alone, and told when it is another', async () => {
      await linkTo('three').prepare();
      const link = linkTo('three', { ...KEPT, keep_raw: 30 * DAY });
      await link.prepare();
      expect(await link.check()).toEqual([
        'bucket "three" keeps its values 2160h, keep_raw says 720h: influx bucket update --id id-three --retention 720h',
      ]);
    });

    it('cannot be set by a token that may only write: what to do is said', async () => {
      proxy.mayMakeBuckets = false;
      const link = linkTo('four');
      await link.prepare();
      proxy.mayMakeBuckets = true;
      const findings = await link.check();
      expect(findings).toHaveLength(3);
      expect(findings[2]).toBe(
        'there is no bucket "four_5m", and this token may not make it: influx bucket create --org "tỉnh" --name "four_5m" --retention 43800h',
      );
    });
  });
});

describeWith(needs('victoria-metrics'), 'retention on VictoriaMetrics', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startVictoriaMetrics();
  });
  afterAll(() => server.close());

  it.each([
    ['long enough', 1_825 * DAY, []],
    ['too short', 120 * 365 * DAY, [/keeps values for 876000h only, keep_rollups says 1051200h/]],
  ])('is read from the server: %s', async (_, keepRollups, findings) => {
    const settings = {
      kind: 'victoriametrics' as const,
      url: server.url,
      ...KEPT,
      keep_rollups: keepRollups,
    };
    const link = new VictoriaMetricsLink(settings, { password: undefined, now: Date.now });
    expect(await link.check()).toEqual(findings.map((pattern) => expect.stringMatching(pattern)));
  });
});
