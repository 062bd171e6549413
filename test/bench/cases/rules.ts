/** What the rules that ship cost for each point, in a province of ten thousand sites where nothing is wrong. */
import { BaselineBook } from '../../../collector/rules/baseline-book.ts';
import { RuleWatch } from '../../../collector/rules/rule-watch.ts';
import { judgedBy } from '../../../collector/rules/subjects.ts';
import { loadRules } from '../../../config/rules.ts';
import type { Rule } from '../../../config/schema/rules.ts';
import type { Site } from '../../../model/inventory.ts';
import type { Point } from '../../../model/point.ts';
import type { PointBlock } from '../../../model/point-block.ts';
import { blockOf, SeriesTable } from '../../../model/point-block.ts';
import type { BenchCase, Subject } from '../bench-case.ts';
import { measureCall } from '../measure.ts';

const SITES = 10_000;
/** As core agents send them. */
const BLOCKS_A_SECOND = 5;
const MEASURED_S = 20;
const START_MS = Date.UTC(2026, 0, 5);
/** Beside everything else that 10,000 points a second cost on one core: 2 % of it. */
const LIMIT_US = 2;

function siteOf(number: number): Site {
  return {
    id: `site-${number}`,
    shortName: `S${number}`,
    name: `Điểm ${number}`,
    class: 'commune',
    unit: '15',
    upstream: undefined,
    address: '10.0.0.1',
    gateway: undefined,
    coreAddress: undefined,
    latitude: undefined,
    longitude: undefined,
  };
}

/** A round of a site whose line is well. */
function point(number: number, second: number): Point {
  return {
    measurement: 'ping',
    tags: {
      site: `site-${number}`,
      agent: 'core',
      role: 'reach',
      url: `10.0.${number >> 8}.${number & 255}`,
    },
    fields: {
      packets_transmitted: 5n,
      packets_received: 5n,
      percent_packet_loss: 0,
      minimum_response_ms: 8 + ((number + second) % 13) / 10,
      average_response_ms: 9 + ((number + second) % 17) / 10,
      maximum_response_ms: 11 + ((number + second) % 23) / 10,
      standard_deviation_ms: (number % 7) / 10,
      jitter_ms: ((number + second) % 11) / 10,
      result_code: 0n,
    },
    timeMs: START_MS + second * 1_000,
  };
}

function blocksOf(second: number, table: SeriesTable): PointBlock[] {
  const share = SITES / BLOCKS_A_SECOND;
  return Array.from({ length: BLOCKS_A_SECOND }, (_, block) =>
    blockOf(
      Array.from({ length: share }, (_, index) => point(block * share + index, second)),
      table,
    ),
  );
}

function subject(name: string, rules: readonly Rule[], sites: readonly Site[]): Subject {
  return {
    name,
    async run() {
      const table = new SeriesTable();
      const seconds = Array.from({ length: MEASURED_S + 1 }, (_, second) => blocksOf(second, table));
      const watch = new RuleWatch({
        rules,
        judgedOf: judgedBy({ units: [], sites, devices: [], lines: [], rooms: [] }, new Map()),
        stateOf: () => 'up',
        timeZone: 'Asia/Ho_Chi_Minh',
        language: 'vi',
        open: [],
        baselines: new BaselineBook(),
        nowMs: START_MS,
      });
      let alarms = 0;
      const feed = (second: number) => {
        const nowMs = START_MS + second * 1_000;
        alarms += watch.tick(nowMs).length;
        for (const block of seconds[second] ?? []) alarms += watch.feed(block, 'core', nowMs).length;
      };
      // Every series is met for the first time: once in the life of a collector.
      const { cost: first } = await measureCall(async () => feed(0));
      const { cost } = await measureCall(async () => {
        for (let second = 1; second <= MEASURED_S; second++) feed(second);
      });
      return {
        figures: {
          cpu_us_per_point: (cost.cpu_ms * 1_000) / (SITES * MEASURED_S),
          first_cpu_us_per_point: (first.cpu_ms * 1_000) / SITES,
          alarms,
        },
      };
    },
  };
}

export const bench: BenchCase = {
  name: 'rules',
  describes: `${SITES} sites, a point a second each for ${MEASURED_S} s, through the rules that ship; none of them fires`,
  rounds: 5,
  ratios: [],
  limits: [
    { subject: 'shipped rules', figure: 'cpu_us_per_point', atMost: LIMIT_US },
    { subject: 'shipped rules', figure: 'alarms', atMost: 0 },
  ],
  async prepare() {
    const sites = Array.from({ length: SITES }, (_, number) => siteOf(number));
    return {
      subjects: [subject('shipped rules', loadRules(undefined), sites), subject('no rules', [], sites)],
    };
  },
};
