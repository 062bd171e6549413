/** What the agent's spool and uplink cost: appending, a quiet day, and catching up after a day without a line. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { CollectorClient } from '../../../agent/collector-client.ts';
import { Spool } from '../../../agent/spool/spool.ts';
import { Uplink } from '../../../agent/uplink/uplink.ts';
import { demoConfigPath } from '../../../config/load.ts';
import { Journal } from '../../../journal/journal.ts';
import { formatPoints } from '../../../model/line-protocol.ts';
import type { Point } from '../../../model/point.ts';
import type { BenchCase, Subject } from '../bench-case.ts';
import { measureCall } from '../measure.ts';
import { startCollector } from '../servers.ts';

/** What a large site measures. */
const POINTS_PER_S = 100;
const RECORDS_PER_S = 5;
const DAY_S = 86_400;
/** A part of a day is caught up with, and the time taken for the whole: half an hour of it at each round. */
const BACKLOG_S = Number(process.env.CANHMANG_BENCH_BACKLOG_S ?? 8_640);
const APPENDED = 200_000;
const QUIET_S = 20;
const LOOK_EVERY_MS = 20;

const logger = pino({ level: 'error' });

/** One round of one of many targets, as a ping makes it. */
function point(number: number, timeMs: number): Point {
  return {
    measurement: 'ping',
    tags: { site: 'van-phong-ubnd', agent: 'core', role: 'device', url: `10.20.${number % POINTS_PER_S}.1` },
    fields: {
      packets_transmitted: 5n,
      packets_received: 5n,
      percent_packet_loss: 0,
      minimum_response_ms: 8 + (number % 13) / 10,
      average_response_ms: 9 + (number % 17) / 10,
      maximum_response_ms: 11 + (number % 23) / 10,
      standard_deviation_ms: (number % 7) / 10,
      jitter_ms: (number % 11) / 10,
      result_code: 0n,
    },
    timeMs,
  };
}

/** What an agent leaves that measured without a line, packed but for its last segment. */
async function leaveBacklog(directory: string, seconds: number): Promise<void> {
  const sizes = { segmentBytes: 2 * 1024 * 1024, maxBytes: Number.MAX_SAFE_INTEGER };
  const journal = await Journal.open({ directory, ...sizes, label: 'before' });
  const startMs = Date.now() - DAY_S * 1_000;
  const points = POINTS_PER_S / RECORDS_PER_S;
  for (let record = 0; record < seconds * RECORDS_PER_S; record++) {
    const timeMs = startMs + (record * 1_000) / RECORDS_PER_S;
    const measured = Array.from({ length: points }, (_, index) => point(record * points + index, timeMs));
    journal.append(Buffer.from(formatPoints(measured)));
    if (record % 100 === 0) await journal.write();
    if (record % 5_000 === 0) while (await journal.packOldest());
  }
  while (await journal.packOldest());
  await journal.close();
}

async function agentSide(directory: string, url: string, data: string) {
  const token = readFileSync(join(data, 'agents', 'core', 'token'), 'utf8').trim();
  const spool = await Spool.open(directory, logger);
  const client = new CollectorClient(url, token);
  const settings = { backlog_kbps: 'unlimited' } as const;
  const uplink = new Uplink({ spool, client, agentId: 'core', logger, settings });
  const drained = async () => {
    while (spool.backlog > 0) await pause(LOOK_EVERY_MS);
  };
  const close = async () => {
    await uplink.stop();
    client.close();
    await spool.close();
  };
  return { spool, uplink, drained, close };
}

function append(folder: string): Subject {
  let runs = 0;
  return {
    name: 'append',
    async run() {
      const spool = await Spool.open(join(folder, `append-${runs++}`), logger);
      const points = Array.from({ length: APPENDED }, (_, number) => point(number, Date.now()));
      const { cost } = await measureCall(async () => {
        spool.add(points);
        await spool.stored();
      });
      await spool.close();
      const share = 20_000 / APPENDED;
      return {
        figures: {
          wall_ms_per_20000_points: cost.wall_ms * share,
          cpu_ms_per_20000_points: cost.cpu_ms * share,
        },
      };
    },
  };
}

function quiet(folder: string): Subject {
  let runs = 0;
  return {
    name: 'quiet',
    async run() {
      const server = await startCollector(demoConfigPath());
      const side = await agentSide(join(folder, `quiet-${runs++}`), server.url, server.data);
      side.uplink.start();
      let number = 0;
      const { cost } = await measureCall(async () => {
        for (let tick = 0; tick < QUIET_S * RECORDS_PER_S; tick++) {
          const timeMs = Date.now();
          const measured = Array.from({ length: POINTS_PER_S / RECORDS_PER_S }, () =>
            point(number++, timeMs),
          );
          side.spool.add(measured);
          await pause(1_000 / RECORDS_PER_S);
        }
        await side.drained();
      });
      await side.close();
      await server.close();
      return { figures: { cpu_percent: (cost.cpu_ms / cost.wall_ms) * 100 } };
    },
  };
}

function drain(folder: string): Subject {
  let runs = 0;
  return {
    name: 'drain',
    async run() {
      const directory = join(folder, `drain-${runs++}`);
      mkdirSync(directory);
      await leaveBacklog(directory, BACKLOG_S);
      const server = await startCollector(demoConfigPath());
      const side = await agentSide(directory, server.url, server.data);
      const onDiskMb = side.spool.bytes / 1e6;
      const { cost } = await measureCall(async () => {
        side.uplink.start();
        await side.drained();
      });
      const { lost } = side.spool;
      await side.close();
      await server.close();
      const share = DAY_S / BACKLOG_S;
      return {
        figures: {
          wall_s_for_a_day: (cost.wall_ms / 1_000) * share,
          agent_cpu_s_for_a_day: (cost.cpu_ms / 1_000) * share,
          disk_mb_for_a_day: onDiskMb * share,
          lost_points: lost.points,
        },
      };
    },
  };
}

export const bench: BenchCase = {
  name: 'spool',
  describes: `append ${APPENDED} points; ${QUIET_S} s of ${POINTS_PER_S} points/s; catch up with ${BACKLOG_S} s of ${POINTS_PER_S} points/s, reckoned for a day`,
  rounds: 2,
  ratios: [],
  limits: [
    { subject: 'append', figure: 'wall_ms_per_20000_points', atMost: 1_000 },
    { subject: 'quiet', figure: 'cpu_percent', atMost: 5 },
    { subject: 'drain', figure: 'wall_s_for_a_day', atMost: 600 },
    { subject: 'drain', figure: 'lost_points', atMost: 0 },
  ],
  async prepare() {
    const folder = mkdtempSync(join(tmpdir(), 'canhmang-bench-'));
    return {
      subjects: [append(folder), quiet(folder), drain(folder)],
      async close() {
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
