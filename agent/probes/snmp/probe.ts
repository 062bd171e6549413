/** SNMP: the device's own clock and name, and its interfaces. */
import type { FieldValue, Point } from '../../../model/point.ts';
import { splitTarget } from '../../../model/target.ts';
import type { JobOf, Probe, ProbeContext, RunningProbe } from '../probe.ts';
import { SnmpClient } from './client.ts';
import type { InterfaceSample } from './interfaces.ts';
import { interfacePoints, readInterfaceRows } from './interfaces.ts';
import { INTERFACE, SYSTEM } from './oids.ts';
import { toInteger } from './values.ts';
import { walkColumns } from './walk.ts';

const TICKS_PER_SECOND = 100n;
/** As Telegraf: 0 success, 2 error. */
const RESULT_SUCCESS = 0n;
const RESULT_ERROR = 2n;

export interface Poll {
  readonly sample: InterfaceSample;
  /** How long the first answer took, milliseconds. */
  readonly responseMs: number;
}

/** Reads one device once. @throws when it does not answer or answers nonsense. */
export async function pollDevice(
  client: SnmpClient,
  maxRepetitions: number,
  now: () => number,
): Promise<Poll> {
  const startMs = performance.now();
  const system = await client.get([SYSTEM.sysUpTime]);
  const responseMs = performance.now() - startMs;
  const columns = await walkColumns(client, Object.values(INTERFACE), maxRepetitions);
  return {
    responseMs,
    sample: {
      atMs: now(),
      upTimeTicks: toInteger(system.get(SYSTEM.sysUpTime)),
      rows: readInterfaceRows(columns),
    },
  };
}

function devicePoint(tags: Record<string, string>, timeMs: number, poll: Poll | undefined): Point {
  const fields: Record<string, FieldValue> = { result_code: poll ? RESULT_SUCCESS : RESULT_ERROR };
  if (poll) fields.response_ms = poll.responseMs;
  const ticks = poll?.sample.upTimeTicks;
  if (ticks !== undefined) fields.uptime = ticks / TICKS_PER_SECOND;
  return { measurement: 'snmp', tags, fields, timeMs };
}

export const snmpProbe: Probe<'snmp'> = {
  kind: 'snmp',
  start(job: JobOf<'snmp'>, context: ProbeContext): RunningProbe {
    const { settings } = job;
    const client = new SnmpClient({
      ...splitTarget(job.target, settings.port),
      version: settings.version,
      community: settings.community,
      timeoutMs: settings.timeout,
      retries: settings.retries,
    });
    let before: InterfaceSample | undefined;
    let failing = false;
    let stopped = false;

    const round = async () => {
      const startedMs = context.now();
      try {
        const poll = await pollDevice(client, settings.max_repetitions, context.now);
        if (stopped) return;
        if (failing) context.logger.info({ job: job.id }, 'snmp: device answers again');
        failing = false;
        const after = poll.sample;
        const interfaces = interfacePoints({ tags: job.tags, before, after, lines: settings.lines });
        before = after;
        context.emit([devicePoint(job.tags, after.atMs, poll), ...interfaces]);
      } catch (error) {
        if (stopped) return;
        if (!failing)
          context.logger.warn({ job: job.id, target: job.target, err: error }, 'snmp: poll failed');
        failing = true;
        context.emit([devicePoint(job.tags, startedMs, undefined)]);
      }
    };
    const stopRounds = context.scheduler.every(job.id, job.periodMs, round);
    return {
      stop() {
        stopped = true;
        stopRounds();
        client.close();
      },
    };
  },
};
