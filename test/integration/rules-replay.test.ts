/** Rules over what is stored raise what they raise point by point, read in one walk or all of it. */
import { join } from 'node:path';
import pino from 'pino';
import { expect, it } from 'vitest';
import { BaselineBook } from '../../collector/rules/baseline-book.ts';
import { replayWithin } from '../../collector/rules/bounded-replay.ts';
import type { Raised } from '../../collector/rules/replay.ts';
import { Replay } from '../../collector/rules/replay.ts';
import { RuleWatch } from '../../collector/rules/rule-watch.ts';
import { judgedBy } from '../../collector/rules/subjects.ts';
import { EmbeddedStore } from '../../collector/store/embedded/store.ts';
import { loadRules, parseRules } from '../../config/rules.ts';
import type { Point } from '../../model/point.ts';
import { blockOf, SeriesTable } from '../../model/point-block.ts';
import type { State, SubjectId } from '../../model/state.ts';
import { randomFrom } from '../setup/random.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';
import { PROVINCE, START } from '../unit/collector/rules/watching.ts';

const HOUR = 3_600_000;
const SECOND = 1_000;
/** How often a rule sees what has been silent for too long. */
const EXPIRE_EVERY = 10_000;
const OWN = `rules:
  - { name: slow, title: { vi: chậm, en: slow }, of: site, metrics: [{ measurement: ping, field: [rtt, jitter], tags: { role: reach } }], aggregate: p95, window: 1m, levels: [{ severity: warning, raise: 18 }, { severity: major, raise: 19.5 }] }
  - { name: any, title: { vi: nào đó, en: any }, of: site, metrics: [{ measurement: ping, field: rtt }], levels: [{ severity: info, raise: 19.9 }], hold: { raise: 0s, clear: 20s } }
`;

function portsAt(timeMs: number, second: number, random: () => number): Point[] {
  return ['wan', 'lan'].map((ifName) => ({
    measurement: 'interface',
    tags: { site: 'a', device: 'r-a', ifName, ...(ifName === 'wan' ? { line: 'l-a' } : {}) },
    fields: {
      ifOperStatus: random() < 0.6 ? 2n : 1n,
      ifAdminStatus: 1n,
      ifInErrors: BigInt(second * 3),
      in_utilisation: 100 * Math.sin(second / 3_000) ** 2,
    },
    timeMs,
  }));
}

/** Six hours: rounds of two sites, one of which falls silent, and a router whose ports come and go. */
function measured(): Point[] {
  const random = randomFrom(7);
  const points: Point[] = [];
  for (let second = 0; second < (6 * HOUR) / SECOND; second += 5) {
    const timeMs = START + second * SECOND;
    for (const [number, site] of ['a', 'b'].entries()) {
      if (site === 'b' && second > 7_000 && second < 16_000) continue;
      for (const role of ['reach', 'core'])
        points.push({
          measurement: 'ping',
          tags: { site, role, agent: 'core' },
          fields: { rtt: 20 * random(), jitter: 19 * random(), other: 1 },
          timeMs: timeMs + number * 700,
        });
    }
    if (second % 60 === 0) points.push(...portsAt(timeMs + 250, second, random));
  }
  return points;
}

const inOrder = (raised: readonly Raised[]) =>
  raised.toSorted((one, other) =>
    `${one.fromMs} ${one.rule} ${one.subject}` < `${other.fromMs} ${other.rule} ${other.subject}` ? -1 : 1,
  );

it('raise the same whichever way the values are read, and stop where there is no time', async () => {
  const now = () => START + 6 * HOUR;
  const day = 86_400_000;
  const store = await EmbeddedStore.open({
    path: join(await folderOfTest(), 'metrics.duckdb'),
    logger: pino({ level: 'silent' }),
    keep: { rawMs: 90 * day, rollUpsMs: 90 * day },
    now,
  });
  const points = measured();
  await store.write(1, points.slice(0, points.length / 2));
  await store.flush();
  await store.write(2, points.slice(points.length / 2));
  const common = {
    rules: parseRules('rules.yaml', OWN, loadRules(undefined)),
    judgedOf: judgedBy(PROVINCE, new Map()),
    timeZone: 'Asia/Ho_Chi_Minh',
    language: 'vi',
  } as const;
  const stateAt = (subject: SubjectId, atMs: number): State =>
    subject === 'site:a' && atMs > START + 5 * HOUR ? 'down' : 'up';
  const period = { fromMs: START, toMs: now() };

  const moments = new Map<string, Point>();
  for (const measurement of await store.measurements()) {
    for await (const some of store.points(measurement, period)) {
      for (const point of some) {
        const key = `${point.timeMs} ${measurement} ${JSON.stringify(point.tags)}`;
        moments.set(key, { ...point, fields: { ...moments.get(key)?.fields, ...point.fields } });
      }
    }
  }
  const onlyOne = new Replay(
    new RuleWatch({
      ...common,
      stateOf: stateAt,
      open: [],
      baselines: new BaselineBook(),
      nowMs: period.fromMs,
    }),
  );
  const table = new SeriesTable();
  for (const point of [...moments.values()].sort((one, other) => one.timeMs - other.timeMs))
    onlyOne.play(blockOf([point], table));

  const all = await replayWithin({ ...common, ...period, store, stateAt, mayGoOn: () => true });
  const expected = inOrder(onlyOne.raised);
  // That nothing was heard is seen when it is looked for next: with points that no rule asks for, somewhat sooner.
  const found = inOrder(all.replay.raised).map((one, index) => {
    const toMs = expected[index]?.toMs ?? 0;
    return one.isQuiet && Math.abs((one.toMs ?? 0) - toMs) <= EXPIRE_EVERY ? { ...one, toMs } : one;
  });
  expect(found).toEqual(expected);
  expect(all.untilMs).toBe(period.toMs);
  expect(new Set(all.replay.raised.map(({ rule }) => rule))).toEqual(
    new Set(['slow', 'any', 'link-down', 'line-utilisation', 'interface-errors']),
  );
  expect(all.replay.raised.some(({ isQuiet }) => isQuiet)).toBe(true);

  let asked = 0;
  const some = await replayWithin({ ...common, ...period, store, stateAt, mayGoOn: () => ++asked < 20 });
  expect(some.untilMs).toBeGreaterThan(period.fromMs);
  expect(some.untilMs).toBeLessThan(period.toMs);
  expect(some.replay.nowMs).toBeLessThanOrEqual(some.untilMs);
  await store.close();
});
