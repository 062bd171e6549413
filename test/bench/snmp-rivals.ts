/** Our SNMP probe beside those that do the same: what a value costs whom. */
import { createSession, createV3Session, type Session, Version2c } from 'net-snmp';
import { pino } from 'pino';
import { INTERFACE, SYSTEM } from '../../agent/probes/snmp/oids.ts';
import { snmpProbe } from '../../agent/probes/snmp/probe.ts';
import { netSnmpUser } from '../../agent/snmp-security.ts';
import { shippedProfiles } from '../../config/profiles.ts';
import type { InterfaceColumn } from '../../model/interface-columns.ts';
import { INTERFACE_COLUMNS } from '../../model/interface-columns.ts';
import { snmpSettingsSchema } from '../../model/probe-settings.ts';
import { RoundsByHand } from '../setup/rounds-by-hand.ts';
import type { BenchCase, Limit, PreparedCase, RatioOf, Subject } from './bench-case.ts';
import { BENCH_USER, type LoopbackSnmpd, startLoopbackSnmpd } from './loopback-snmpd.ts';
import { measureCall, measureProcess } from './measure.ts';
import { type SnmpExporter, startSnmpExporter } from './snmp-exporter.ts';

/** Sites of the first installation. */
const TARGETS = 105;
const PORTS = 84;
/** What a network is mostly watched by; the others may be left out (`interface_columns`). */
const SIX = ['ifName', 'ifOperStatus', 'ifHCInOctets', 'ifHCOutOctets', 'ifInErrors', 'ifOutErrors'] as const;
/** The columns that all read, of each interface. */
const COLUMN_SETS = { six: SIX, all: INTERFACE_COLUMNS } as const;
type Columns = readonly InterfaceColumn[];
/** A scheduler spreads its polls over their period: few are ever under way together. */
const AT_ONCE = 8;
/** The default of our settings, for all. */
const MAX_REPETITIONS = 20;
/** One snmpd plays all devices, and answers the last after all others. Milliseconds. */
const TIMEOUT_MS = 60_000;

type Version = '2c' | '3';

/** Tables of IF-MIB with these columns, as `tableColumns` wants them: the last number of each. */
function tablesOf(columns: Columns) {
  return ['1.3.6.1.2.1.2.2', '1.3.6.1.2.1.31.1.1'].map((table) => ({
    table,
    columns: columns
      .map((column) => INTERFACE[column])
      .filter((oid) => oid.startsWith(`${table}.1.`))
      .map((oid) => Number(oid.slice(`${table}.1.`.length))),
  }));
}

function figuresOf(wallMs: number, cpuMs: number, deviceCpuMs: number, values: number) {
  return {
    wall_ms: wallMs,
    cpu_ms: cpuMs,
    device_cpu_ms: deviceCpuMs,
    values,
    cpu_us_per_value: (1_000 * cpuMs) / values,
    values_per_cpu_s: values / (cpuMs / 1_000),
  };
}

/** Reads the devices one after another, a few at a time. @returns the sum of what each gives. */
async function spread(polls: readonly (() => Promise<number>)[]): Promise<number> {
  const waiting = polls.values();
  let sum = 0;
  const work = async () => {
    for (const poll of waiting) {
      const got = await poll();
      sum += got;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return sum;
}

/** @param poll reads all devices. @returns how many values were read. */
async function measured(server: LoopbackSnmpd, poll: () => Promise<number>) {
  // A forced collection makes the young generation small, which no poller meets in use: it grows in a poll that is
  // not counted.
  globalThis.gc?.();
  await poll();
  const before = measureProcess(server).cpuSeconds;
  const { result, cost } = await measureCall(poll, { collect: false });
  const deviceCpuMs = (measureProcess(server).cpuSeconds - before) * 1_000;
  return { figures: figuresOf(cost.wall_ms, cost.cpu_ms, deviceCpuMs, result) };
}

/** The whole probe: interfaces, rates, the profile, points. */
async function ours(
  server: LoopbackSnmpd,
  version: Version,
  columns: Columns,
): Promise<Subject & { close(): void }> {
  const who = version === '2c' ? { version, community: server.community } : { version, ...BENCH_USER };
  const settings = snmpSettingsSchema.parse({
    ...{ port: server.port, timeout: `${TIMEOUT_MS}ms`, max_repetitions: MAX_REPETITIONS, ...who },
    interface_columns: columns,
  });
  const scheduler = new RoundsByHand();
  const profiles = shippedProfiles();
  let interfaces = 0;
  const probes = Array.from({ length: TARGETS }, (_, index) =>
    snmpProbe.start(
      {
        ...{ kind: 'snmp', id: `snmp-${index}`, target: server.host, role: 'device' },
        ...{ periodMs: 10 * TIMEOUT_MS, settings },
        tags: { site: `site-${index}`, device: `switch-${index}`, agent: 'bench' },
      },
      {
        scheduler,
        profiles: () => profiles,
        logger: pino({ level: 'silent' }),
        now: Date.now,
        emit(points) {
          for (const { measurement } of points) if (measurement === 'interface') interfaces++;
        },
      },
    ),
  );
  const poll = async () => {
    interfaces = 0;
    await spread(
      scheduler.rounds.map((round) => async () => {
        await round();
        return 0;
      }),
    );
    return interfaces * columns.length;
  };
  // What the devices are, and what they have, is learnt at start.
  await poll();
  return {
    name: 'ours',
    run: () => measured(server, poll),
    close: () => {
      for (const probe of probes) probe.stop();
    },
  };
}

function readTable(session: Session, table: string, columns: number[]): Promise<number> {
  return new Promise((resolve, reject) => {
    // The declared type says texts; the library compares numbers, as its documentation does.
    const asDeclared = columns as unknown as string[];
    session.tableColumns(table, asDeclared, MAX_REPETITIONS, (error, rows) => {
      if (error) reject(error);
      else resolve(Object.values(rows ?? {}).reduce((sum, row) => sum + Object.keys(row).length, 0));
    });
  });
}

function readUpTime(session: Session): Promise<void> {
  return new Promise((resolve, reject) => {
    session.get([SYSTEM.sysUpTime], (error) => (error ? reject(error) : resolve()));
  });
}

function netSnmp(server: LoopbackSnmpd, version: Version, columns: Columns): Subject & { close(): void } {
  const options = { port: server.port, timeout: TIMEOUT_MS, retries: 0, idBitsSize: 32 } as const;
  const sessions = Array.from({ length: TARGETS }, () =>
    version === '2c'
      ? createSession(server.host, server.community, { ...options, version: Version2c })
      : createV3Session(server.host, netSnmpUser(BENCH_USER), options),
  );
  const tables = tablesOf(columns);
  const poll = async (session: Session) => {
    await readUpTime(session);
    let values = 0;
    for (const { table, columns: ofTable } of tables) values += await readTable(session, table, ofTable);
    return values;
  };
  const pollAll = () => spread(sessions.map((session) => () => poll(session)));
  return {
    name: 'net-snmp',
    run: () => measured(server, pollAll),
    close: () => {
      for (const session of sessions) session.close();
    },
  };
}

function exporter(server: LoopbackSnmpd, process: SnmpExporter): Subject {
  return {
    name: 'exporter',
    async run() {
      const before = measureProcess(server).cpuSeconds;
      const exporterBefore = measureProcess(process).cpuSeconds;
      const { result: values, cost } = await measureCall(() =>
        spread(Array.from({ length: TARGETS }, () => () => process.scrape())),
      );
      const cpuMs = (measureProcess(process).cpuSeconds - exporterBefore) * 1_000;
      const deviceCpuMs = (measureProcess(server).cpuSeconds - before) * 1_000;
      return { figures: figuresOf(cost.wall_ms, cpuMs, deviceCpuMs, values) };
    },
  };
}

const RATIOS: readonly RatioOf[] = ['exporter', 'net-snmp'].flatMap((peer): RatioOf[] => [
  ['ours', peer, 'values_per_cpu_s'],
  ['ours', peer, 'wall_ms'],
  ['ours', peer, 'device_cpu_ms'],
]);

export const V2C_LIMITS: readonly Limit[] = [
  { ratioOf: ['ours', 'exporter', 'cpu_us_per_value'], atMost: 1 / 5 },
  { ratioOf: ['ours', 'net-snmp', 'cpu_us_per_value'], atMost: 1 / 2 },
];

async function prepare(version: Version, columns: Columns): Promise<PreparedCase> {
  const server = await startLoopbackSnmpd(PORTS);
  const process = await startSnmpExporter(server, version, columns, MAX_REPETITIONS);
  const own = await ours(server, version, columns);
  const peer = netSnmp(server, version, columns);
  return {
    subjects: [own, peer, exporter(server, process)],
    async close() {
      own.close();
      peer.close();
      await process.close();
      await server.close();
    },
  };
}

/** All read the same columns of the same devices. */
export function rivalsCase(options: {
  readonly name: string;
  readonly version: Version;
  readonly columns: keyof typeof COLUMN_SETS;
  readonly limits: readonly Limit[];
}): BenchCase {
  const { name, version, limits } = options;
  const columns = COLUMN_SETS[options.columns];
  const how = version === '3' ? ' with SHA and AES' : '';
  return {
    ...{ name, limits, rounds: 5, ratios: RATIOS },
    describes: `${TARGETS} switches of ${PORTS} ports, up time and ${columns.length} columns of IF-MIB each, polled a few at a time${how}; ours also with its profile, rates and points`,
    prepare: () => prepare(version, columns),
  };
}
