/**
 * Whether an agent keeps its memory: a hundred times the measurements of a site, so that minutes are as good as a
 * day. SOAK_MINUTES says for how long (default 10; 14.4 is a day).
 */
import { setTimeout as pause } from 'node:timers/promises';
import { startReflector } from '../../../agent/reflector/reflector.ts';
import { stampCodec } from '../../../agent/stamp-codec.ts';
import type { ProbeJobDocument } from '../../../model/probe-settings.ts';
import { withAgent } from '../agent-process.ts';
import type { BenchCase, Subject } from '../bench-case.ts';
import { startCollectorStandIn } from '../collector-stand-in.ts';
import { flatnessOf, type Sample } from '../flatness.ts';
import { type LoopbackSnmpd, startLoopbackSnmpd } from '../loopback-snmpd.ts';
import { measureProcess } from '../measure.ts';
import { DEVICES, deviceJob, hostJob, PING_TARGETS, pingJob, stampJob } from '../site-jobs.ts';

const SPEED = 100;
const MINUTES = Number(process.env.SOAK_MINUTES ?? 10);
/** Not counted: caches fill and what was needed at start is let go. */
const WARM_UP_MS = 120_000;
const SAMPLE_MS = 1_000;
const SLICE_MS = 30_000;
/** The shortest period that a job may have: four times the targets make up for it. */
const SHORTEST_PERIOD_MS = 200;

/** The measurements of `siteJobs`, each a hundred times as often; with a device that never answers. */
function soakJobs(snmpd: LoopbackSnmpd, reflector: string, version: number): ProbeJobDocument[] {
  const pingTargets = (PING_TARGETS * SPEED * SHORTEST_PERIOD_MS) / 5_000;
  return [
    ...Array.from({ length: DEVICES }, (_, index) => deviceJob(index, snmpd, 60_000 / SPEED)),
    { ...deviceJob(DEVICES, snmpd, 60_000 / SPEED), target: '127.0.0.1:9' },
    ...Array.from({ length: pingTargets }, (_, index) => pingJob(index, SHORTEST_PERIOD_MS)),
    stampJob(reflector, 1_000, SPEED),
    hostJob(30_000 / SPEED),
    // Comes and goes with every configuration.
    pingJob(pingTargets + (version % 2), SHORTEST_PERIOD_MS),
  ];
}

export const bench: BenchCase = {
  name: 'agent-soak',
  describes: `an agent at ${SPEED} times the measurements of a site for ${MINUTES} min, of which the first ${WARM_UP_MS / 60_000} are not counted; a dead device, every 50th batch refused, a changed configuration every 30 s`,
  rounds: 1,
  warmUp: false,
  ratios: [],
  limits: [{ subject: 'agent', figure: 'rss_deviation_percent', atMost: 5 }],
  async prepare() {
    const snmpd = await startLoopbackSnmpd();
    const reflector = await startReflector({
      ...{ host: '127.0.0.1', port: 0, codec: stampCodec(undefined) },
      logger: { info() {}, warn() {} },
    });
    const collector = await startCollectorStandIn({
      jobs: (version) => soakJobs(snmpd, `127.0.0.1:${reflector.port}`, version),
      refuseEvery: 50,
      changing: true,
    });
    const agent: Subject = {
      name: 'agent',
      run: () =>
        withAgent(collector.url, async (child) => {
          await pause(WARM_UP_MS);
          const startMs = performance.now();
          const before = measureProcess(child).cpuSeconds;
          const samples: Sample[] = [];
          while (performance.now() - startMs < MINUTES * 60_000 - WARM_UP_MS) {
            samples.push({ atMs: performance.now(), value: measureProcess(child).rssMb });
            await pause(SAMPLE_MS);
          }
          const { cpuSeconds, peakRssMb } = measureProcess(child);
          const { mean, deviationPercent, slopePerHour } = flatnessOf(samples, SLICE_MS);
          return {
            figures: {
              rss_mb: mean,
              rss_deviation_percent: deviationPercent,
              rss_slope_mb_per_day_of_work: slopePerHour * (24 / SPEED),
              peak_rss_mb: peakRssMb,
              cpu_percent: ((cpuSeconds - before) / ((performance.now() - startMs) / 1_000)) * 100,
              batches: collector.batches,
            },
          };
        }),
    };
    return {
      subjects: [agent],
      async close() {
        await collector.close();
        await reflector.close();
        await snmpd.close();
      },
    };
  },
};
