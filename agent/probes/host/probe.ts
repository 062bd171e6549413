/**
 * The agent's own machine: something real with no configuration at all. What a system does not tell is left out, and
 * logged once with the reason.
 */
import type { Point } from '../../../model/point.ts';
import type { JobOf, Probe, ProbeContext, RunningProbe } from '../probe.ts';
import type { Round } from '../rounds.ts';
import { onAbort, startRounds } from '../rounds.ts';
import { CpuReader, readBatteries, readDisks, readMemory, readSystem, readTemperatures } from './machine.ts';
import { InterfaceReader, readDefaultRoutes } from './network.ts';
import type { Reading } from './reading.ts';
import { measureClock, measureNameServers } from './servers.ts';
import type { HostSystem } from './system.ts';
import { thisSystem } from './system.ts';

/** Name servers and time servers are other people's. */
const SERVERS_EVERY_MS = 60_000;
/** Of one round, disks and servers that hang included. */
const TIMEOUT_MS = 5_000;
/** What the measurements are read from, by what is missing without it. */
const SOURCES = {
  '/proc/stat': 'share of iowait and steal',
  '/proc/net/dev': 'interfaces',
  '/proc/net/route': 'default routes',
  '/proc/mounts': 'disks but the root',
  '/proc/sys/kernel/random/boot_id': 'boot_id',
} as const;

async function tellMissing(system: HostSystem, { logger }: ProbeContext): Promise<void> {
  for (const [path, what] of Object.entries(SOURCES)) {
    if ((await system.text(path)) === undefined)
      logger.info(
        { path, platform: process.platform },
        `host: not measured here, the file cannot be read: ${what}`,
      );
  }
}

/** A disk that hangs costs its own measurement, not those of the machine. */
function unlessItHangs(reading: Promise<Reading[]>, signal: AbortSignal): Promise<Reading[]> {
  return new Promise((resolve, reject) => {
    const callOff = onAbort(signal, () => resolve([]));
    reading.then(resolve, reject).finally(callOff);
  });
}

export function startHostProbe(job: JobOf<'host'>, context: ProbeContext, system: HostSystem): RunningProbe {
  const cpu = new CpuReader();
  const interfaces = new InterfaceReader(system);
  const { dns, ntp_servers: timeServers } = job.settings;
  const tags = { ...job.tags, host: system.hostname };
  const machine = async (round: Round): Promise<Point[]> => {
    const groups = await Promise.all([
      cpu.read(system),
      readSystem(system, round.startMs),
      readMemory(system),
      unlessItHangs(readDisks(system), round.signal),
      readTemperatures(system),
      readBatteries(system),
      interfaces.read(system, performance.now()),
      readDefaultRoutes(system),
    ]);
    return groups.flat().map((reading) => ({
      measurement: reading.measurement,
      tags: { ...tags, ...reading.tags },
      fields: reading.fields,
      timeMs: round.startMs,
    }));
  };
  const servers = async (round: Round): Promise<Point[]> => {
    const about = { ...tags, role: job.role };
    const asked = await Promise.all([
      dns ? measureNameServers(system, about, round) : [],
      ...timeServers.map((server) => measureClock(server, about, context.now, round)),
    ]);
    return asked.flat();
  };
  void tellMissing(system, context);
  const running = [startRounds(job, TIMEOUT_MS, context, machine)];
  // Rounds of their own: what the machine says of itself does not wait for servers that do not answer.
  if (dns || timeServers.length > 0) {
    const periodMs = Math.max(job.periodMs, SERVERS_EVERY_MS);
    running.push(startRounds({ ...job, id: `${job.id}:servers`, periodMs }, TIMEOUT_MS, context, servers));
  }
  return {
    stop() {
      for (const rounds of running) rounds.stop();
    },
  };
}

export const hostProbe: Probe<'host'> = {
  kind: 'host',
  start: (job, context) => startHostProbe(job, context, thisSystem()),
};
