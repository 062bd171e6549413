/** Our SNMP polling against the table walk of the library that it stands on. */
import { createSession, type Session, Version2c } from 'net-snmp';
import { SnmpClient } from '../../../agent/probes/snmp/client.ts';
import { INTERFACE, SYSTEM } from '../../../agent/probes/snmp/oids.ts';
import { pollDevice } from '../../../agent/probes/snmp/probe.ts';
import type { BenchCase, Subject } from '../bench-case.ts';
import { type LoopbackSnmpd, startLoopbackSnmpd } from '../loopback-snmpd.ts';
import { measureCall, measureProcess } from '../measure.ts';

/** Sites of the first installation; all are polled at once, as at the start of a minute. */
const TARGETS = 105;
/** The default of our settings, for both. */
const MAX_REPETITIONS = 20;
/** One snmpd plays 105 devices, and answers the last after the first 104. Milliseconds. */
const TIMEOUT_MS = 60_000;

/** Tables of IF-MIB with the columns that our probe reads, as `tableColumns` wants them: the last number of each. */
const TABLES = ['1.3.6.1.2.1.2.2', '1.3.6.1.2.1.31.1.1'].map((table) => ({
  table,
  columns: Object.values(INTERFACE)
    .filter((column) => column.startsWith(`${table}.1.`))
    .map((column) => Number(column.slice(`${table}.1.`.length))),
}));

/** Does the work for all targets at once; `walk` says how many rows it read of one. */
async function pollAll(server: LoopbackSnmpd, walk: () => Promise<number>) {
  const serverBefore = measureProcess(server).cpuSeconds;
  const { result, cost } = await measureCall(() => Promise.all(Array.from({ length: TARGETS }, walk)));
  const serverCpuMs = (measureProcess(server).cpuSeconds - serverBefore) * 1_000;
  const rows = result.reduce((sum, count) => sum + count, 0);
  return { figures: { ...cost, device_cpu_ms: serverCpuMs, rows } };
}

function ours(server: LoopbackSnmpd): Subject {
  const target = { ...server, version: '2c', timeoutMs: TIMEOUT_MS, retries: 0 } as const;
  return {
    name: 'ours',
    run: () =>
      pollAll(server, async () => {
        const client = new SnmpClient(target);
        try {
          return (await pollDevice(client, MAX_REPETITIONS, Date.now)).sample.rows.size;
        } finally {
          client.close();
        }
      }),
  };
}

function readTable(session: Session, table: string, columns: number[]): Promise<number> {
  return new Promise((resolve, reject) => {
    // The declared type says texts; the library compares numbers, as its documentation does.
    const asDeclared = columns as unknown as string[];
    session.tableColumns(table, asDeclared, MAX_REPETITIONS, (error, rows) => {
      if (error) reject(error);
      else resolve(Object.keys(rows ?? {}).length);
    });
  });
}

function readUpTime(session: Session): Promise<void> {
  return new Promise((resolve, reject) => {
    session.get([SYSTEM.sysUpTime], (error) => (error ? reject(error) : resolve()));
  });
}

function peer(server: LoopbackSnmpd): Subject {
  const options = { port: server.port, version: Version2c, timeout: TIMEOUT_MS, retries: 0 };
  return {
    name: 'net-snmp',
    run: () =>
      pollAll(server, async () => {
        const session = createSession(server.host, server.community, options);
        try {
          await readUpTime(session);
          let rows = 0;
          for (const { table, columns } of TABLES) rows = await readTable(session, table, columns);
          return rows;
        } finally {
          session.close();
        }
      }),
  };
}

export const bench: BenchCase = {
  name: 'snmp-poll',
  describes: `${TARGETS} switches of 24 ports, up time and ${Object.keys(INTERFACE).length} columns of IF-MIB each, polled at once`,
  rounds: 7,
  ratios: [
    ['ours', 'net-snmp', 'wall_ms'],
    ['ours', 'net-snmp', 'cpu_ms'],
    ['ours', 'net-snmp', 'device_cpu_ms'],
    ['ours', 'net-snmp', 'rows'],
  ],
  async prepare() {
    const server = await startLoopbackSnmpd();
    return { subjects: [ours(server), peer(server)], close: () => server.close() };
  },
};
