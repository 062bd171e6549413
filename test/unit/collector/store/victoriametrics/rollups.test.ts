import { expect, it } from 'vitest';
import { TIERS } from '../../../../../collector/store/server/rolled.ts';
import { VictoriaMetricsClient } from '../../../../../collector/store/victoriametrics/client.ts';
import { checkRetention } from '../../../../../collector/store/victoriametrics/retention.ts';
import { VictoriaMetricsRollups } from '../../../../../collector/store/victoriametrics/rollups.ts';
import type { Point } from '../../../../../model/point.ts';

const HOUR = Date.UTC(2026, 0, 1);
const [HOURS] = TIERS;

/** Answers that the client gives, whatever is asked. */
class Answering extends VictoriaMetricsClient {
  readonly #last: number | undefined;
  readonly #lines: readonly string[];
  constructor(last: number | undefined, lines: readonly string[] = []) {
    super({ url: 'http://127.0.0.1:9', headers: {}, timeoutMs: 1 });
    this.#last = last;
    this.#lines = lines;
  }
  override async get<T>(_path: string, _query: object, schema: { parse(value: unknown): T }): Promise<T> {
    const result = this.#last === undefined ? [] : [{ metric: {}, value: [0, String(this.#last)] }];
    return schema.parse({ data: { result } });
  }
  override async *lines(): AsyncGenerator<string> {
    yield* this.#lines;
  }
}

it.each([
  ['the first of an hour stand at its start', undefined, 0],
  ['what corrects them comes a millisecond later', 0, 1],
  ['and once more', 1, 2],
  ['but never in the next interval of five minutes', 299_999, 299_999],
])('roll-ups on VictoriaMetrics: %s', async (_, last, offset) => {
  const written: Point[] = [];
  const rollups = new VictoriaMetricsRollups(new Answering(last), async (points) => {
    written.push(...points);
  });
  const point = { measurement: 'ping', tags: { site: 'a' }, fields: { mean_f: 1 }, timeMs: HOUR };
  const write = await rollups.begin(HOUR);
  await write(HOURS!, [point]);
  expect(written).toEqual([
    {
      measurement: 'canhmang_rolled_up',
      tags: {},
      fields: { offset_ms: offset },
      timeMs: HOUR + offset,
    },
    {
      measurement: 'canhmang_1h_ping',
      tags: { site: 'a', _rollup: '1h ping' },
      fields: { mean_f: 1 },
      timeMs: HOUR + offset,
    },
  ]);
});

it('of the roll-ups of an interval the last ones are read', async () => {
  const lines = ['mean', 'min', 'max', 'count', 'p95'].map((figure) =>
    JSON.stringify({
      metric: { __name__: `canhmang_1h_ping_${figure}_f`, _rollup: '1h ping', site: 'a' },
      values: [1, 2, 3],
      timestamps: [HOUR, HOUR + 1, HOUR + 3_600_000],
    }),
  );
  const rollups = new VictoriaMetricsRollups(new Answering(0, lines), async () => undefined);
  const selection = { measurement: 'ping', field: 'f', tags: {}, fromMs: HOUR, toMs: HOUR + 7_200_000 };
  const [series] = await rollups.read(HOURS!, selection);
  expect(series?.tags).toEqual({ site: 'a' });
  expect(series?.intervals.map(({ timeMs, average }) => [timeMs - HOUR, average])).toEqual([
    [0, 2],
    [3_600_000, 3],
  ]);
});

it.each([
  ['long enough', '-retentionPeriod="5y"\n-dedup.minScrapeInterval="1ms"\n', []],
  [
    'too short',
    '-retentionPeriod="1"\n-dedup.minScrapeInterval="1ms"\n',
    [/744h only, keep_rollups says 43800h/],
  ],
  [
    'without removing repeated values',
    'retentionPeriod=10y\n-dedup.minScrapeInterval="0s"\n',
    [/count twice/],
  ],
  ['of a cluster, which does not say', '<html>', [/cannot be read.*-retentionPeriod=43800h/]],
])('the retention of a VictoriaMetrics that is %s', async (_, text, findings) => {
  const client = { text: async () => text };
  const found = await checkRetention([
    { url: 'http://x', client, keepMs: 1_825 * 86_400_000, setting: 'keep_rollups' },
  ]);
  expect(found).toEqual(findings.map((pattern) => expect.stringMatching(pattern)));
});
