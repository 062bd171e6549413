/** What probes and the agent really write is what the written schema says; probes with tests of their own say it there. */
import { expect, it, onTestFinished } from 'vitest';
import { CollectorClock } from '../../agent/collector-clock.ts';
import { startProbe } from '../../agent/probes/registry.ts';
import { startReflector } from '../../agent/reflector/reflector.ts';
import { Scheduler } from '../../agent/scheduler.ts';
import { AgentSelf } from '../../agent/self.ts';
import { Spool } from '../../agent/spool/spool.ts';
import { stampCodec } from '../../agent/stamp-codec.ts';
import { startThroughputServer } from '../../agent/throughput/server.ts';
import { measurementSpec } from '../../model/measurements/index.ts';
import type { Point } from '../../model/point.ts';
import { probeJobSchema, throughputServerSchema } from '../../model/probe-settings.ts';
import { expectAsWritten } from '../setup/as-written.ts';
import { memoryLogger } from '../setup/memory-logger.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { RoundsByHand } from '../setup/rounds-by-hand.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

const { logger } = memoryLogger();
const KEY = 'a key of enough letters';
const TAGS = { site: 'a' };

/** The first points of a job for which the test is true. */
async function first(job: Record<string, unknown>, enough: (points: Point[]) => boolean): Promise<Point[]> {
  const parsed = probeJobSchema.parse({ id: 'one', periodMs: 400, role: 'reach', tags: TAGS, ...job });
  let take: (points: Point[]) => void = () => {};
  const found = new Promise<Point[]>((resolve) => {
    take = (points) => enough(points) && resolve(points);
  });
  const probe = await startProbe(parsed, {
    scheduler: new Scheduler(),
    logger,
    now: Date.now,
    emit: (p) => take(p),
  });
  onTestFinished(() => probe.stop());
  return found;
}

const has = (field: string) => (points: Point[]) => points.some(({ fields }) => field in fields);

/** All fields that the schema has of the measurement, in one point. */
function expectWhole(points: readonly Point[], measurement: string, missing: readonly string[] = []): void {
  expectAsWritten(points);
  const point = points.find((each) => each.measurement === measurement);
  const known = Object.keys(measurementSpec(measurement)?.fields ?? {});
  expect(Object.keys(point?.fields ?? {}).sort()).toEqual(
    known.filter((field) => !missing.includes(field)).sort(),
  );
}

describeWith([needs('fping')], 'as the schema of the measurements says', () => {
  it('is a round of ping', async () => {
    const job = { kind: 'ping', target: '127.0.0.1', settings: { packets: 2 } };
    expectWhole(await first(job, has('jitter_ms')), 'ping');
  });

  it('is a round of STAMP', async () => {
    const reflector = await startReflector({ host: '127.0.0.1', port: 0, codec: stampCodec(KEY), logger });
    onTestFinished(() => reflector.close());
    const settings = { packets: 4, port: reflector.port, key: KEY, stateful: true };
    expectWhole(await first({ kind: 'stamp', target: '127.0.0.1', settings }, has('lost_forward')), 'stamp');
  });

  it('is a test of throughput', async () => {
    const allowed = { address: '127.0.0.1', key: KEY, max_kbps: 8_000, max_duration: '1s' };
    const server = await startThroughputServer({
      settings: { ...throughputServerSchema.parse(allowed), port: 0 },
      inCall: () => false,
      logger,
    });
    onTestFinished(() => server.close());
    const settings = { port: server.port, key: KEY, duration: '1s', max_kbps: 8_000, hours: '00:00-24:00' };
    const job = { kind: 'throughput', target: '127.0.0.1', periodMs: 60_000, settings };
    expectWhole(await first(job, has('success')), 'throughput');
  });

  it('is what an agent says of itself', async () => {
    const spool = await Spool.open(await folderOfTest(), logger);
    onTestFinished(() => spool.close());
    const scheduler = new RoundsByHand();
    const points: Point[] = [];
    const clock = new CollectorClock();
    const moment = { wallMs: 1_000, monotonicMs: 0 };
    clock.observe(moment, moment, 400);
    const uplink = { refusedLines: 3 };
    const self = new AgentSelf({
      scheduler,
      spool,
      uplink,
      clock,
      emit: (p) => points.push(...p),
      now: () => 0,
    });
    self.site = 'a';
    self.start();
    for (const round of scheduler.rounds) await round();
    expectWhole(points, 'agent', ['clock_skewed']);
  });
});
