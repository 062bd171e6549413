/** Debian's prometheus-snmp-exporter, reading the columns that our probe reads. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { INTERFACE, SYSTEM } from '../../agent/probes/snmp/oids.ts';
import type { InterfaceColumn } from '../../model/interface-columns.ts';
import { missingPackages } from '../setup/debian-packages.mjs';
import { Unmeasurable } from './bench-case.ts';
import { BENCH_USER, type LoopbackSnmpd } from './loopback-snmpd.ts';

const PACKAGE = 'prometheus-snmp-exporter';
const TEXTS = new Set<string>(['ifDescr', 'ifName', 'ifAlias']);
const COUNTER = /Octets$|Errors$|Discards$/;
const TIMEOUT_S = 60;

export interface SnmpExporter {
  readonly pid: number;
  /** Has it read the device once. @returns how many values of columns it makes of it. */
  scrape(): Promise<number>;
  close(): Promise<void>;
}

function moduleOf(
  version: '2c' | '3',
  community: string,
  read: readonly InterfaceColumn[],
  maxRepetitions: number,
) {
  const columns = read.map((name) => ({
    ...{
      name,
      oid: INTERFACE[name],
      type: TEXTS.has(name) ? 'DisplayString' : COUNTER.test(name) ? 'counter' : 'gauge',
    },
    help: name,
    indexes: [{ labelname: 'ifIndex', type: 'gauge' }],
  }));
  const upTime = {
    name: 'sysUpTime',
    oid: SYSTEM.sysUpTime.replace(/\.0$/, ''),
    type: 'gauge',
    help: 'ticks',
  };
  const auth =
    version === '2c'
      ? { community }
      : {
          ...{ username: BENCH_USER.user, security_level: BENCH_USER.level },
          ...{ auth_protocol: 'SHA', password: BENCH_USER.auth_key },
          ...{ priv_protocol: 'AES', priv_password: BENCH_USER.priv_key },
        };
  return {
    walk: read.map((column) => INTERFACE[column]),
    get: [SYSTEM.sysUpTime],
    metrics: [upTime, ...columns],
    ...{ version: version === '2c' ? 2 : 3, max_repetitions: maxRepetitions, retries: 0 },
    ...{ timeout: `${TIMEOUT_S}s`, auth },
  };
}

async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Resolves when it listens. @throws Unmeasurable */
export async function startSnmpExporter(
  server: LoopbackSnmpd,
  version: '2c' | '3',
  columns: readonly InterfaceColumn[],
  maxRepetitions: number,
): Promise<SnmpExporter> {
  if (missingPackages([PACKAGE]).length > 0)
    throw new Unmeasurable(`the Debian package ${PACKAGE} is missing`);
  const folder = await mkdtemp(join(tmpdir(), 'canhmang-bench-'));
  const file = join(folder, 'snmp.yml');
  await writeFile(
    file,
    stringify({ interfaces: moduleOf(version, server.community, columns, maxRepetitions) }),
  );
  const listen = `127.0.0.1:${await freeTcpPort()}`;
  const child = spawn(PACKAGE, [`--config.file=${file}`, `--web.listen-address=${listen}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  for await (const text of child.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += text;
    if (said.includes('Listening on')) break;
  }
  child.stderr.resume();
  if (child.pid === undefined || child.exitCode !== null) throw new Error(`it did not start: ${said}`);
  const target = encodeURIComponent(`${server.host}:${server.port}`);
  return {
    pid: child.pid,
    async scrape() {
      const answer = await fetch(`http://${listen}/snmp?module=interfaces&target=${target}`);
      const text = await answer.text();
      if (!answer.ok) throw new Error(text);
      return text.match(/^if/gm)?.length ?? 0;
    },
    async close() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
