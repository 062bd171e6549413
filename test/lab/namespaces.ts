/** The machine's namespaces: building those of a lab, guarding them, sweeping up those of the dead. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { namespaceBatch, nodeBatches } from './build-commands.ts';
import { mustRun } from './command.ts';
import { labPrefix, type Owner, staleNamespaces, startTicksOf } from './names.ts';
import type { LabPlan } from './plan.ts';

const WATCHDOG = fileURLToPath(new URL('watchdog.sh', import.meta.url));

/** Nodes being set up at once. */
const PARALLEL_BUILDS = 4;

/** Without IPv6 no node sends by itself; without rp_filter a packet may come back by another line. */
const ALL_NODES_SETTINGS = 'echo 1 >net/ipv6/conf/all/disable_ipv6; echo 0 >net/ipv4/conf/all/rp_filter';
const ROUTER_SETTINGS = 'echo 1 >net/ipv4/ip_forward';

function startTicks(pid: number): number | undefined {
  try {
    return startTicksOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

let labsOfThisProcess = 0;

/** A prefix that no other lab of any process has. */
export function newPrefix(): string {
  const owner: Owner = { pid: process.pid, startTicks: startTicks(process.pid) ?? 0 };
  return labPrefix(owner, ++labsOfThisProcess);
}

/** A lab's folder; its name follows from the prefix, so that it can be swept up with the namespaces. */
export function labFolder(prefix: string): string {
  return join(tmpdir(), `canhmang-lab-${prefix}files`);
}

/** Names of all namespaces of the machine. */
export async function listNamespaces(): Promise<string[]> {
  const text = await mustRun('ip', ['netns', 'list']);
  return text.split('\n').flatMap((line) => line.split(' ')[0] || []);
}

/** Guards the namespaces with a prefix and the lab's folder: removes them when its input ends, which happens at our death at the latest. */
export class Watchdog {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown[]>;

  constructor(prefix: string) {
    // A session of its own: a Ctrl-C at the terminal must not reach it before its work is done.
    this.#child = spawn('/bin/sh', [WATCHDOG, prefix, labFolder(prefix)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#exit = once(this.#child, 'exit');
    this.#child.unref();
  }

  /** Kills what runs in the namespaces and removes them. */
  async sweep(): Promise<void> {
    this.#child.ref();
    this.#child.stdin?.end('closed');
    const [code] = await this.#exit;
    if (code !== 0) throw new Error(`the lab's namespaces could not all be removed (watchdog: ${code})`);
  }
}

/** Removes the namespaces that processes left which died together with their watchdog. */
export async function sweepStale(): Promise<void> {
  const stale = staleNamespaces(await listNamespaces(), startTicks);
  // By lab: a name's last part, the node, is preceded by what all nodes of the lab begin with.
  const prefixes = new Set(stale.map((name) => /^canhmang-\d+-\d+-\d+-/.exec(name)?.[0]));
  for (const prefix of prefixes) if (prefix) await new Watchdog(prefix).sweep();
}

async function configureNode(namespace: string, batch: string, routes: boolean): Promise<void> {
  const settings = routes ? `${ALL_NODES_SETTINGS}; ${ROUTER_SETTINGS}` : ALL_NODES_SETTINGS;
  await mustRun('ip', ['netns', 'exec', namespace, 'sh', '-c', `set -e; cd /proc/sys; ${settings}`]);
  await mustRun('ip', ['-n', namespace, '-batch', '-'], { input: batch });
}

/** Makes a plan's namespaces, lines, addresses and routes. Packets flow when it resolves. */
export async function buildNamespaces(plan: LabPlan, prefix: string): Promise<void> {
  await mustRun('ip', ['-batch', '-'], { input: namespaceBatch(plan, prefix) });
  const routers = new Set(plan.nodes.map((node) => node.upstream));
  const batches = [...nodeBatches(plan)];
  const build = async () => {
    for (let next = batches.pop(); next; next = batches.pop()) {
      await configureNode(`${prefix}${next[0]}`, next[1], routers.has(next[0]));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_BUILDS }, build));
}
