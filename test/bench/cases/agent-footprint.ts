/** What an agent costs that watches one site, beside a Node process that does nothing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { withAgent } from '../agent-process.ts';
import type { BenchCase, Figures, Subject } from '../bench-case.ts';
import { startCollectorStandIn } from '../collector-stand-in.ts';
import { startLoopbackSnmpd } from '../loopback-snmpd.ts';
import { measureProcess } from '../measure.ts';
import { DEVICES, PING_TARGETS, siteJobs } from '../site-jobs.ts';

/** After start, before CPU is counted: loading and compiling are paid once. */
const SETTLE_MS = 10_000;
/** Memory is looked at two minutes after start. */
const MEASURE_MS = 110_000;
const BARE_SETTLE_MS = 2_000;

/** The limit and what it was set beside, 42 for bare Node, are of 2^20 bytes, as `ps` and `top` count. */
function memoryFigures(rssMb: number, peakRssMb: number): Figures {
  const mib = (megabytes: number) => (megabytes * 1e6) / 2 ** 20;
  return { rss_mib: mib(rssMb), peak_rss_mib: mib(peakRssMb) };
}

const bareNode: Subject = {
  name: 'bare node',
  async run() {
    const program = 'require("node:dgram").createSocket("udp4").bind(0, "127.0.0.1")';
    const child = spawn(process.execPath, ['-e', program], { stdio: 'ignore' });
    await pause(BARE_SETTLE_MS);
    const { rssMb, peakRssMb } = measureProcess(child);
    child.kill();
    await once(child, 'exit');
    return { figures: memoryFigures(rssMb, peakRssMb) };
  },
};

export const bench: BenchCase = {
  name: 'agent-footprint',
  describes: `an agent with ${DEVICES} devices of 24 ports, ${PING_TARGETS} ping targets and a STAMP session, ${(SETTLE_MS + MEASURE_MS) / 1_000} s after start; its first measurement is counted when the collector has it`,
  rounds: 2,
  ratios: [['agent', 'bare node', 'rss_mib']],
  limits: [
    { subject: 'agent', figure: 'rss_mib', atMost: 55 },
    { subject: 'agent', figure: 'cpu_percent', atMost: 0.7 },
    { subject: 'agent', figure: 'first_measurement_ms', atMost: 700 },
  ],
  async prepare() {
    const snmpd = await startLoopbackSnmpd();
    const collector = await startCollectorStandIn({ jobs: () => siteJobs(snmpd) });
    const agent: Subject = {
      name: 'agent',
      async run() {
        const startMs = performance.now();
        const first = collector.nextBatch();
        return withAgent(collector.url, async (child) => {
          const firstMs = (await first) - startMs;
          await pause(SETTLE_MS);
          const before = measureProcess(child).cpuSeconds;
          await pause(MEASURE_MS);
          const { cpuSeconds, rssMb, peakRssMb } = measureProcess(child);
          const cpuPercent = ((cpuSeconds - before) / (MEASURE_MS / 1_000)) * 100;
          return {
            figures: {
              ...memoryFigures(rssMb, peakRssMb),
              cpu_percent: cpuPercent,
              first_measurement_ms: firstMs,
            },
          };
        });
      },
    };
    return {
      subjects: [agent, bareNode],
      async close() {
        await collector.close();
        await snmpd.close();
      },
    };
  },
};
