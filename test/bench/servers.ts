/** Servers that are measured: ours and its peers, each on a free port of loopback with a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { hasCommand } from '../setup/debian-packages.mjs';
import { Unmeasurable } from './bench-case.ts';

export const PROGRAM = fileURLToPath(new URL('../../dist/canhmang.js', import.meta.url));
/** A server that does not answer by then will not, milliseconds. */
const START_TIMEOUT_MS = 20_000;
const RETRY_MS = 50;

export interface MeasuredServer {
  readonly url: string;
  readonly pid: number;
  /** Bytes of all files of its data. */
  diskBytes(): number;
  /** Ends it and removes its data. */
  close(): Promise<void>;
}

export function folderBytes(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + folderBytes(join(path, name)), 0);
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

function serverOf(child: ChildProcess, url: string, folder: string): MeasuredServer {
  return {
    url,
    pid: child.pid ?? 0,
    diskBytes: () => folderBytes(folder),
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The first line of a child's output that matches. @throws when it ends before. */
async function untilSaid(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  if (!child.stdout) throw new Error('the output is not read');
  for await (const line of createInterface({ input: child.stdout })) {
    const match = pattern.exec(line);
    if (match) {
      child.stdout.resume();
      return match;
    }
  }
  throw new Error(`ended without a line like ${pattern}`);
}

/**
 * Our collector with an installation's configuration.
 * @param options.data default: a new folder.
 * @param options.core the only processor that it may run on; default: all.
 */
export async function startCollector(
  config: string,
  options: { readonly data?: string; readonly core?: number } = {},
): Promise<MeasuredServer & { readonly data: string }> {
  const { data = mkdtempSync(join(tmpdir(), 'canhmang-bench-')), core } = options;
  const args = [PROGRAM, 'collector', '--config', config, '--data', data, '--listen', '127.0.0.1:0'];
  const [command = '', ...rest] = [
    ...(core === undefined ? [] : ['taskset', '-c', String(core)]),
    process.execPath,
    ...args,
  ];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [, url = ''] = await untilSaid(child, /"url":"([^"]+)".*collector listens/);
  return { ...serverOf(child, url, data), data };
}

/** Debian's InfluxDB 1.x with a database `bench`. @throws Unmeasurable */
export async function startInfluxdb(): Promise<MeasuredServer> {
  if (!hasCommand('influxd')) throw new Unmeasurable('the Debian package influxdb is missing');
  const folder = mkdtempSync(join(tmpdir(), 'canhmang-bench-'));
  const [port, rpcPort] = [await freeTcpPort(), await freeTcpPort()];
  const config = join(folder, 'influxdb.conf');
  writeFileSync(
    config,
    `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
[monitor]
  store-enabled = false
[logging]
  level = "error"
`,
  );
  const child = spawn('influxd', ['-config', config], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    // It gives no sign of being ready but its answer.
    const answer = await fetch(`${url}/query?q=CREATE+DATABASE+bench`, { method: 'POST' }).catch(
      () => undefined,
    );
    if (answer?.ok) return serverOf(child, url, folder);
    if (performance.now() > deadline) throw new Error('influxd does not answer');
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
