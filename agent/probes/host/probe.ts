/** The agent's own machine, from /proc and the system's calls: something real with no configuration at all. */
import { readFile, statfs } from 'node:fs/promises';
import * as os from 'node:os';
import type { FieldValue, Point } from '../../../model/point.ts';
import type { JobOf, Probe, ProbeContext, RunningProbe } from '../probe.ts';
import type { CpuTimes } from './parse.ts';
import { cpuPercentBetween, parseProcNetDev } from './parse.ts';

type Reading = { measurement: string; tags?: Record<string, string>; fields: Record<string, FieldValue> };

function totalCpu(): CpuTimes {
  const sum: CpuTimes = { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 };
  for (const { times } of os.cpus())
    for (const key of Object.keys(sum) as (keyof CpuTimes)[]) sum[key] += times[key];
  return sum;
}

function system(): Reading {
  const [load1, load5, load15] = os.loadavg();
  return {
    measurement: 'system',
    fields: {
      load1: load1 ?? 0,
      load5: load5 ?? 0,
      load15: load15 ?? 0,
      n_cpus: BigInt(os.cpus().length),
      uptime: BigInt(Math.floor(os.uptime())),
    },
  };
}

function memory(): Reading {
  const total = os.totalmem();
  const available = os.freemem();
  return {
    measurement: 'mem',
    fields: {
      total: BigInt(total),
      available: BigInt(available),
      used_percent: ((total - available) / total) * 100,
    },
  };
}

async function disk(): Promise<Reading> {
  const root = await statfs('/');
  const total = root.blocks * root.bsize;
  const free = root.bavail * root.bsize;
  return {
    measurement: 'disk',
    tags: { path: '/' },
    fields: {
      total: BigInt(total),
      free: BigInt(free),
      used_percent: total > 0 ? ((total - free) / total) * 100 : 0,
    },
  };
}

async function networkInterfaces(): Promise<Reading[]> {
  // Linux only; elsewhere the file is not there and the measurement is left out.
  const text = await readFile('/proc/net/dev', 'utf8').catch(() => '');
  return parseProcNetDev(text).map(({ name, ...counters }) => ({
    measurement: 'net',
    tags: { interface: name },
    fields: {
      bytes_recv: counters.receivedBytes,
      bytes_sent: counters.sentBytes,
      packets_recv: counters.receivedPackets,
      packets_sent: counters.sentPackets,
      err_in: counters.receiveErrors,
      err_out: counters.sendErrors,
    },
  }));
}

export const hostProbe: Probe<'host'> = {
  kind: 'host',
  start(job: JobOf<'host'>, context: ProbeContext): RunningProbe {
    let before = totalCpu();
    const measure = async () => {
      const now = totalCpu();
      const usage: Reading = {
        measurement: 'cpu',
        tags: { cpu: 'cpu-total' },
        fields: { usage_active: cpuPercentBetween(before, now) },
      };
      before = now;
      const readings = [usage, system(), memory(), await disk(), ...(await networkInterfaces())];
      const tags = { ...job.tags, host: os.hostname() };
      const timeMs = context.now();
      const points: Point[] = readings.map((reading) => ({
        measurement: reading.measurement,
        tags: { ...tags, ...reading.tags },
        fields: reading.fields,
        timeMs,
      }));
      context.emit(points);
    };
    const stop = context.scheduler.every(job.id, job.periodMs, () =>
      measure().catch((error) => context.logger.warn({ err: error }, 'host: cannot be measured')),
    );
    return { stop };
  },
};
