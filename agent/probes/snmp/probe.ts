/** SNMP: the device's own clock, its interfaces, what its profile names, and what it is. */
import type { InterfaceColumn } from '../../../model/interface-columns.ts';
import { INTERFACE_COLUMNS } from '../../../model/interface-columns.ts';
import type { FieldValue, Point } from '../../../model/point.ts';
import type { Profile } from '../../../model/profile.ts';
import { splitTarget } from '../../../model/target.ts';
import type { JobOf, Probe, ProbeContext, RunningProbe } from '../probe.ts';
import { SnmpClient } from './client.ts';
import { slotsOf } from './device-slots.ts';
import { CHANGE_MARKS, Discovery } from './discovery.ts';
import { hasCode } from './errors.ts';
import { interfacePoints } from './interface-points.ts';
import type { EarlierSample, InterfaceSample } from './interface-rates.ts';
import { keepForRates, readEngine, restarted } from './interface-rates.ts';
import { readInterfaceRows } from './interface-rows.ts';
import { ENGINE, INTERFACE, SYSTEM } from './oids.ts';
import type { Readings } from './profile-reader.ts';
import { ProfileReader } from './profile-reader.ts';
import { toInteger } from './values.ts';
import { walkColumns } from './walk.ts';

const TICKS_PER_SECOND = 100n;
/** As Telegraf: 0 success, 2 error. */
const RESULT_SUCCESS = 0n;
const RESULT_ERROR = 2n;

/** What a poll leaves of its period, so that the next starts in time: a part of it, and no more than... */
const MARGIN_SHARE = 0.1;
/** ...this. Milliseconds. */
const MOST_MARGIN_MS = 2_000;

/** How long a poll may take. */
export function pollLimitMs(periodMs: number): number {
  return periodMs - Math.min(MARGIN_SHARE * periodMs, MOST_MARGIN_MS);
}

export interface Poll {
  readonly sample: InterfaceSample;
  /** How long the first answer took, milliseconds. */
  readonly responseMs: number;
}

/**
 * Reads one device once.
 * @param interfaceColumns that are read of each interface; none: no interfaces.
 * @throws when it does not answer or answers nonsense.
 */
export async function pollDevice(
  client: SnmpClient,
  maxRepetitions: number,
  now: () => number,
  interfaceColumns: readonly InterfaceColumn[] = INTERFACE_COLUMNS,
): Promise<Poll> {
  const startMs = performance.now();
  const system = await client.get([SYSTEM.sysUpTime, ...Object.values(ENGINE)]);
  const responseMs = performance.now() - startMs;
  const oids = interfaceColumns.map((column) => INTERFACE[column]);
  const columns = await walkColumns(client, oids, maxRepetitions);
  return {
    responseMs,
    sample: {
      atMs: now(),
      upTimeTicks: toInteger(system.get(SYSTEM.sysUpTime)),
      engine: readEngine(system),
      rows: readInterfaceRows(columns),
    },
  };
}

function devicePoint(
  tags: Record<string, string>,
  timeMs: number,
  poll: Poll | undefined,
  retransmissions: number,
  readings: Readings = new Map(),
): Point {
  const fields: Record<string, FieldValue> = {
    ...readings.get('snmp'),
    result_code: poll ? RESULT_SUCCESS : RESULT_ERROR,
    retransmissions: BigInt(retransmissions),
  };
  if (poll) fields.response_ms = poll.responseMs;
  const ticks = poll?.sample.upTimeTicks;
  if (ticks !== undefined) fields.uptime = ticks / TICKS_PER_SECOND;
  return { measurement: 'snmp', tags, fields, timeMs };
}

/** Of the other measurements that the profile fills. */
function otherPoints(tags: Record<string, string>, timeMs: number, readings: Readings = new Map()): Point[] {
  const isCodec = tags.room !== undefined;
  const others = [...readings].filter(([name]) => name !== 'snmp' && !(isCodec && name === 'videoconf'));
  return others.map(([measurement, fields]) => ({ measurement, tags, fields, timeMs }));
}

/** Of a room's codec: that it answers, and what the profile fills in besides. */
function codecPoints(
  tags: Record<string, string>,
  timeMs: number,
  reachable: boolean,
  readings?: Readings,
): Point[] {
  if (tags.room === undefined) return [];
  const fields = { reachable, ...readings?.get('videoconf') };
  return [{ measurement: 'videoconf', tags: { ...tags, protocol: 'snmp' }, fields, timeMs }];
}

function deviceFamily(client: SnmpClient, maxRepetitions: number, profiles: () => readonly Profile[]) {
  const now = () => performance.now();
  const changeMarks = Object.values(CHANGE_MARKS);
  const profile = new ProfileReader({ reader: client, profiles, maxRepetitions, now, changeMarks });
  return { profile, discovery: new Discovery({ reader: client, profile, maxRepetitions, now }) };
}

export const snmpProbe: Probe<'snmp'> = {
  kind: 'snmp',
  start(job: JobOf<'snmp'>, context: ProbeContext): RunningProbe {
    const { settings } = job;
    const client = new SnmpClient({
      ...settings,
      ...splitTarget(job.target, settings.port),
      timeoutMs: settings.timeout,
    });
    const slots = slotsOf(context.scheduler);
    const family = context.profiles && deviceFamily(client, settings.max_repetitions, context.profiles);
    let before: EarlierSample | undefined;
    let failing = false;
    let stopped = false;
    /** The round under way has run out of its time. */
    let late = false;

    const interfaceColumns = async () =>
      settings.interface_columns ?? (await family?.profile.interfaceColumns());
    /** That the device answered is settled already; what it says beyond that may come in another round. */
    const quietly = async <T>(what: string, read: () => Promise<T> | undefined): Promise<T | undefined> => {
      try {
        return await read();
      } catch (error) {
        late ||= hasCode(error, 'deadline');
        if (!stopped) context.logger.debug({ job: job.id, err: error }, `snmp: no answer to the ${what}`);
        return undefined;
      }
    };

    const round = async () => {
      const startedMs = context.now();
      late = false;
      const sentAgainBefore = client.retransmissions;
      const sentAgain = () => client.retransmissions - sentAgainBefore;
      client.deadlineMs = performance.now() + pollLimitMs(job.periodMs);
      try {
        const answer = await slots.run(async () =>
          pollDevice(client, settings.max_repetitions, context.now, await interfaceColumns()),
        );
        if (stopped) return;
        if (failing) context.logger.info({ job: job.id }, 'snmp: device answers again');
        failing = false;
        const after = answer.sample;
        const interfaces = interfacePoints({ tags: job.tags, before, after, lines: settings.lines });
        const anew = before !== undefined && restarted(before, after);
        before = keepForRates(after);
        const readings = await quietly('profile', () => family && slots.run(() => family.profile.read(anew)));
        if (stopped) return;
        context.emit([
          devicePoint(job.tags, after.atMs, answer, sentAgain(), readings),
          ...otherPoints(job.tags, after.atMs, readings),
          ...codecPoints(job.tags, after.atMs, true, readings),
          ...interfaces,
        ]);
        if (!readings) return;
        const found = await quietly(
          'facts',
          () => family && slots.run(() => family.discovery.read(job.tags, after.atMs)),
        );
        if (!stopped && found?.length) context.emit(found);
      } catch (error) {
        if (stopped) return;
        late ||= hasCode(error, 'deadline');
        if (!failing)
          context.logger.warn({ job: job.id, target: job.target, err: error }, 'snmp: poll failed');
        failing = true;
        context.emit([
          devicePoint(job.tags, startedMs, undefined, sentAgain()),
          ...codecPoints(job.tags, startedMs, false),
        ]);
      }
    };
    let polling: Promise<void> | undefined;
    /** A trap may ask for a round while one is under way: that one will do. */
    const poll = () => {
      polling ??= round().finally(() => {
        if (late) context.scheduler.cutShort();
        polling = undefined;
      });
      return polling;
    };
    const stopRounds = context.scheduler.every(job.id, job.periodMs, poll);
    return {
      stop() {
        stopped = true;
        stopRounds();
        client.close();
      },
      pollNow: () => void poll(),
    };
  },
};
