/** Debian's snmpd on loopback, playing a switch. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INTERFACE } from '../../agent/probes/snmp/oids.ts';
import { snmpdArguments, snmpdConfig, snmpdEnvironment } from '../lab/snmpd-config.ts';
import { missingPackages } from '../setup/debian-packages.mjs';
import { Unmeasurable } from './bench-case.ts';

/** Ports that are added to those of the machine itself, where it is not said how many. */
const USUAL_PORTS = 24;
/** Above any interface index of the machine's own. */
const FIRST_INDEX = 1_001;

const TEXT_COLUMNS = new Set<string>([INTERFACE.ifDescr, INTERFACE.ifName, INTERFACE.ifAlias]);

/** SNMPv3, as little as it may cost anybody. */
export const BENCH_USER = {
  user: 'bench',
  level: 'authPriv',
  auth: 'sha1',
  auth_key: 'bench-auth-key',
  priv: 'aes128',
  priv_key: 'bench-priv-key',
} as const;

const USER_LINES = [
  `createUser ${BENCH_USER.user} SHA ${BENCH_USER.auth_key} AES ${BENCH_USER.priv_key}`,
  `rouser ${BENCH_USER.user} priv`,
];

/** Lines of snmpd.conf. Octet counters come as Counter32 in all columns: `override` knows no Counter64. */
function portLines(ports: number): string[] {
  return Array.from({ length: ports }, (_, port) => FIRST_INDEX + port).flatMap((index) =>
    Object.values(INTERFACE).map((column) =>
      TEXT_COLUMNS.has(column)
        ? `override ${column}.${index} octet_str "port ${index}"`
        : `override ${column}.${index} counter ${index}`,
    ),
  );
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

export interface LoopbackSnmpd {
  readonly host: string;
  readonly port: number;
  readonly community: string;
  readonly pid: number;
  close(): Promise<void>;
}

/** Resolves when it answers. @throws Unmeasurable */
export async function startLoopbackSnmpd(ports: number = USUAL_PORTS): Promise<LoopbackSnmpd> {
  if (missingPackages(['snmpd']).length > 0) throw new Unmeasurable('the Debian package snmpd is missing');
  const folder = await mkdtemp(join(tmpdir(), 'canhmang-bench-'));
  const file = join(folder, 'snmpd.conf');
  const port = await freeUdpPort();
  const community = 'public';
  const settings = {
    sysName: 'bench',
    address: '127.0.0.1',
    port,
    community,
    more: [...portLines(ports), ...USER_LINES],
  };
  await writeFile(file, snmpdConfig(settings));
  const child = spawn('snmpd', snmpdArguments(file), {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PATH: `${process.env.PATH}:/usr/sbin`,
      ...snmpdEnvironment(folder),
    },
  });
  let said = '';
  for await (const text of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += text;
    if (said.includes('NET-SNMP version')) break;
  }
  child.stdout.resume();
  if (child.pid === undefined || child.exitCode !== null) throw new Error(`snmpd did not start: ${said}`);
  return {
    host: '127.0.0.1',
    port,
    community,
    pid: child.pid,
    async close() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
