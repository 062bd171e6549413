/** A province in network namespaces, where real faults can be made. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleProgram } from '../setup/bundle.mjs';
import { assertLabAddress, assertLabUrl } from './addresses.ts';
import { nodeBatches } from './build-commands.ts';
import { type CommandOptions, type CommandResult, mustRun, runCommand } from './command.ts';
import {
  congestArguments,
  type Direction,
  faultRuleset,
  type LineFault,
  NO_FAULT,
  withLoss,
} from './faults.ts';
import { type PingResult, readFping } from './fping.ts';
import { LabProcess, type ProcessSpec } from './lab-process.ts';
import { buildNamespaces, labFolder, newPrefix, sweepStale, Watchdog } from './namespaces.ts';
import { type EventFrame, type HttpAnswer, type HttpOptions, NodeClient } from './node-client.ts';
import { type LabPlan, type LinePlan, type NodePlan, planLab } from './plan.ts';
import { labImpossible } from './possible.ts';
import { type SnmpdSettings, snmpdArguments, snmpdConfig, snmpdEnvironment } from './snmpd-config.ts';

export interface LabOptions {
  /** Hubs (districts) under the core; 2 when left out. */
  readonly hubs?: number;
  /** Communes under each hub; 2 when left out. */
  readonly communesPerHub?: number;
}

export type SpawnOptions = Pick<ProcessSpec, 'env' | 'cwd'>;

export interface PingOptions {
  /** Packets; 5 when left out. */
  readonly count?: number;
  /** Between two packets, milliseconds; 20 when left out. */
  readonly intervalMs?: number;
  /** A later answer is lost, milliseconds; 500 when left out. */
  readonly timeoutMs?: number;
}

/** What network namespaces cannot do; the message says what and why. */
export class NotPossible extends Error {}

/** UDP port of STAMP (RFC 8762 section 4.1). */
const STAMP_PORT = 862;
/** A helper or responder that is not up by then will not come, milliseconds. */
const START_TIMEOUT_MS = 10_000;

const helper = (name: string) => fileURLToPath(new URL(`helpers/${name}`, import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../dist/canhmang.js', import.meta.url));

/**
 * Owns its namespaces and every process in them; `close()` removes both, and so does the end of this process.
 *
 *     const lab = await Lab.create({ hubs: 2, communesPerHub: 3 });
 *     const collector = lab.canhmang('core', ['collector', '--config', file]);
 *     await collector.waitForLine(/listening/);
 *     await lab.cut('hub1-c2');
 *     …
 *     await lab.close();
 */
export class Lab {
  readonly plan: LabPlan;
  readonly #prefix: string;
  readonly #watchdog: Watchdog;
  readonly #folder: string;
  readonly #nodes: ReadonlyMap<string, NodePlan>;
  readonly #lines: ReadonlyMap<string, LinePlan>;
  readonly #faults = new Map<string, LineFault>();
  readonly #dark = new Set<string>();
  readonly #processes = new Set<LabProcess>();
  /** By node without power: what ran there when it went. */
  readonly #toRestart = new Map<string, LabProcess[]>();
  readonly #clients = new Map<string, Promise<NodeClient>>();
  /** Processes behind the clients: not started again after a power cut, but when they are asked for next. */
  readonly #helpers = new Set<LabProcess>();
  readonly #unplugged = new Set<string>();
  #closing: Promise<void> | undefined;
  /** Bundles of helpers, by name. */
  readonly #programs = new Map<string, Promise<string>>();

  /** Why labs cannot be built on this machine, or `undefined` when they can. */
  static possible(): string | undefined {
    return labImpossible();
  }

  /** Builds a province: `core`, `hub1`, `hub1-c1`, … Sweeps up first what dead processes left. */
  static async create(options: LabOptions = {}): Promise<Lab> {
    const impossible = labImpossible();
    if (impossible) throw new NotPossible(impossible);
    const plan = planLab({ hubs: options.hubs ?? 2, communesPerHub: options.communesPerHub ?? 2 });
    await sweepStale();
    const prefix = newPrefix();
    const watchdog = new Watchdog(prefix);
    try {
      const folder = labFolder(prefix);
      await mkdir(folder, { mode: 0o700 });
      await buildNamespaces(plan, prefix);
      return new Lab(plan, prefix, watchdog, folder);
    } catch (error) {
      await watchdog.sweep();
      throw error;
    }
  }

  private constructor(plan: LabPlan, prefix: string, watchdog: Watchdog, folder: string) {
    this.plan = plan;
    this.#prefix = prefix;
    this.#watchdog = watchdog;
    this.#folder = folder;
    this.#nodes = new Map(plan.nodes.map((node) => [node.name, node]));
    this.#lines = new Map(plan.lines.map((line) => [line.site, line]));
  }

  /** Names of all nodes, the core first. */
  get nodes(): string[] {
    return [...this.#nodes.keys()];
  }

  /** A folder of the lab's own, removed with it: for data, spools, configuration. */
  get folder(): string {
    return this.#folder;
  }

  /** The address by which all others reach the node. */
  address(node: string): string {
    return this.#node(node).address;
  }

  /** Address of the node's gateway, its upstream's end of the line; the core has none. */
  gateway(node: string): string {
    const { gateway } = this.#node(node);
    if (gateway === undefined) throw new Error(`${node} has no gateway`);
    return gateway;
  }

  /** The interface of the site's own end of its line, and that of its upstream's end. */
  interfaces(site: string): { readonly own: string; readonly upstream: string } {
    const line = this.#line(site);
    return { own: line.lower.interfaceName, upstream: line.upper.interfaceName };
  }

  /** The namespace's name, for `ip netns exec` by hand while a test waits. */
  namespace(node: string): string {
    return `${this.#prefix}${this.#node(node).name}`;
  }

  // Faults

  /** The site's line passes nothing, either way, and its ends do not notice: a circuit dead in the carrier's network. */
  cut(site: string): Promise<void> {
    return this.#setFault(site, (fault) => ({ ...fault, cut: true }));
  }

  /** The site's line is sound again: undoes `cut`, `lose`, `congest` and `unplug`. */
  async restore(site: string): Promise<void> {
    await this.#setFault(site, () => NO_FAULT);
    await this.congest(site, undefined);
    if (!this.#unplugged.delete(site)) return;
    const { lower } = this.#line(site);
    // The kernel forgets an interface's routes and neighbours when it goes down: all of the node is set again.
    const batch = nodeBatches(this.plan).get(lower.node);
    await mustRun('ip', ['-n', this.namespace(lower.node), '-batch', '-'], { input: batch ?? '' });
  }

  /** The site's line loses packets at random. @param percent 0 to 100; 0 ends it. */
  lose(site: string, percent: number, direction: Direction = 'both'): Promise<void> {
    return this.#setFault(site, (fault) => withLoss(fault, percent, direction));
  }

  /** The site's line carries no more than this, each way. @param kbps kilobits a second; `undefined` lifts it. */
  async congest(site: string, kbps: number | undefined): Promise<void> {
    const { upper, lower } = this.#line(site);
    for (const end of [upper, lower]) {
      const args = ['-n', this.namespace(end.node), ...congestArguments(end.interfaceName, kbps)];
      // Lifting a limit that is not there is refused, and right all the same.
      if (kbps === undefined) await runCommand('tc', args);
      else await mustRun('tc', args);
    }
  }

  /** The cable is pulled at the site: both ends lose their carrier, and see it (unlike `cut`). */
  async unplug(site: string): Promise<void> {
    const { lower } = this.#line(site);
    this.#unplugged.add(site);
    await mustRun('ip', ['-n', this.namespace(lower.node), 'link', 'set', lower.interfaceName, 'down']);
  }

  /**
   * `off`: what runs in the node is killed without warning, and nothing passes through it.
   * `on`: it passes packets again, and the processes of the lab that ran there are started again.
   */
  async power(node: string, to: 'off' | 'on'): Promise<void> {
    this.#node(node);
    if ((to === 'off') === this.#dark.has(node)) return;
    if (to === 'off') {
      this.#dark.add(node);
      // Silence first: a dying process must not say goodbye to anybody.
      await this.#applyFaults(node);
      await this.#killAll(node);
      return;
    }
    this.#dark.delete(node);
    await this.#applyFaults(node);
    for (const process of this.#toRestart.get(node) ?? []) process.start();
    this.#toRestart.delete(node);
  }

  /**
   * Sets the wall clock of the node's `canhmang` processes off, running ones included; their monotonic clocks stay right.
   * Time namespaces do not cover CLOCK_REALTIME, so for other programs this does not work: they keep the true time.
   * @param offsetMs milliseconds, positive: ahead.
   */
  async skewClock(node: string, offsetMs: number): Promise<void> {
    await writeFile(this.#clockFile(node), String(offsetMs));
  }

  /** What the node's own programs take for the time, epoch milliseconds. */
  async wallClockMs(node: string): Promise<number> {
    const process = this.#spawnNode(node, ['-p', 'Date.now()']);
    return Number((await process.waitForLine(/^\d+$/))[0]);
  }

  // Processes

  /** Starts a process in the node. @throws when the node has no power. */
  spawn(node: string, command: string, args: readonly string[] = [], options: SpawnOptions = {}): LabProcess {
    const namespace = this.namespace(node);
    this.#assertUsable(node);
    const process = new LabProcess(node, namespace, { command, args, ...options });
    this.#processes.add(process);
    return process;
  }

  /** Runs a command in the node to its end. */
  async run(
    node: string,
    command: string,
    args: readonly string[] = [],
    options: CommandOptions = {},
  ): Promise<CommandResult> {
    this.#assertUsable(node);
    return runCommand('ip', ['netns', 'exec', this.namespace(node), command, ...args], options);
  }

  /** Starts `canhmang` (dist/canhmang.js, as built) in the node. */
  canhmang(node: string, args: readonly string[], options: SpawnOptions = {}): LabProcess {
    return this.#spawnNode(node, [PROGRAM, ...args], options);
  }

  /** Starts a STAMP reflector in the node; resolves when it answers. @param port UDP. */
  async reflector(node: string, port = STAMP_PORT): Promise<LabProcess> {
    return this.helper(node, 'reflector', [String(port)], /^reflecting on/);
  }

  /** Starts `helpers/NAME.ts` in the node; resolves when it has printed what says that it is up. */
  async helper(node: string, name: string, args: readonly string[], isUp: RegExp): Promise<LabProcess> {
    const program = this.#programs.get(name) ?? this.#bundle(name);
    this.#programs.set(name, program);
    const process = this.#spawnNode(node, [await program, ...args]);
    await process.waitForLine(isUp, START_TIMEOUT_MS);
    return process;
  }

  /** Starts Debian's snmpd in the node, SNMP v2c; resolves when it answers. Its IF-MIB shows the node's own lines. */
  async snmpd(node: string, settings: Partial<SnmpdSettings> = {}): Promise<LabProcess> {
    if (settings.address !== undefined) assertLabAddress(settings.address);
    const folder = await mkdtemp(join(this.#folder, `snmpd-${node}-`));
    // Not `snmpd.conf`: that is what it keeps by itself in this folder, and renames at its next start.
    const file = join(folder, 'settings.conf');
    await writeFile(file, snmpdConfig({ sysName: node, ...settings }));
    const process = this.spawn(node, 'snmpd', snmpdArguments(file), { env: snmpdEnvironment(folder) });
    await process.waitForLine(/^NET-SNMP version/, START_TIMEOUT_MS);
    return process;
  }

  /** Sends packets from a node to another node or an address of the lab. */
  async ping(from: string, to: string, options: PingOptions = {}): Promise<PingResult> {
    const address = this.#nodes.get(to)?.address ?? to;
    assertLabAddress(address);
    const counts = ['-c', String(options.count ?? 5), '-p', String(options.intervalMs ?? 20)];
    // `-i`: fping's own minimum between any two packets would be 10 ms.
    const args = ['-q', '-i', '1', ...counts, '-t', String(options.timeoutMs ?? 500), address];
    const result = await this.run(from, 'fping', args);
    return readFping(result.stderr);
  }

  /** One HTTP request from inside the node. @throws RequestFailed when there is no answer. */
  async http(node: string, url: string, options: HttpOptions = {}): Promise<HttpAnswer> {
    assertLabUrl(url);
    return (await this.#client(node)).http(url, options);
  }

  /** Server-sent events, received inside the node. */
  async *events(
    node: string,
    url: string,
    options: HttpOptions = {},
  ): AsyncGenerator<EventFrame, void, undefined> {
    assertLabUrl(url);
    yield* (await this.#client(node)).events(url, options);
  }

  /** Stops all processes (SIGTERM, then SIGKILL) and removes every namespace. May be called again. */
  close(): Promise<void> {
    this.#closing ??= this.#tearDown();
    return this.#closing;
  }

  async #tearDown(): Promise<void> {
    this.#toRestart.clear();
    await Promise.all(Array.from(this.#processes, (process) => process.stop()));
    await this.#watchdog.sweep();
  }

  #node(name: string): NodePlan {
    const node = this.#nodes.get(name);
    if (!node) throw new Error(`the lab has no node ${name}: ${this.nodes.slice(0, 10).join(', ')} …`);
    return node;
  }

  #line(site: string): LinePlan {
    const line = this.#lines.get(site);
    if (!line) throw new Error(`the lab has no line to ${site}`);
    return line;
  }

  #assertUsable(node: string): void {
    this.#node(node);
    if (this.#closing) throw new Error('the lab is closed');
    if (this.#dark.has(node)) throw new Error(`${node} has no power`);
  }

  async #setFault(site: string, change: (fault: LineFault) => LineFault): Promise<void> {
    const { upper, lower } = this.#line(site);
    this.#faults.set(site, change(this.#faults.get(site) ?? NO_FAULT));
    await this.#applyFaults(upper.node);
    await this.#applyFaults(lower.node);
  }

  async #applyFaults(node: string): Promise<void> {
    const ruleset = faultRuleset(this.plan, { lines: this.#faults, dark: this.#dark }, node);
    await mustRun('ip', ['netns', 'exec', this.namespace(node), 'nft', '-f', '-'], { input: ruleset });
  }

  async #killAll(node: string): Promise<void> {
    const ours = [...this.#processes].filter((process) => process.node === node && process.running);
    this.#clients.delete(node);
    this.#toRestart.set(
      node,
      ours.filter((process) => !this.#helpers.has(process)),
    );
    // Everything in the namespace, not only our own: they may have started others.
    const pids = await mustRun('ip', ['netns', 'pids', this.namespace(node)]);
    for (const pid of pids.split('\n').filter((line) => line !== '')) killIfThere(Number(pid));
    // One that was started a moment ago may not have entered the namespace yet.
    for (const process of ours) process.kill('SIGKILL');
    await Promise.all(ours.map((process) => process.exit));
  }

  #client(node: string): Promise<NodeClient> {
    this.#assertUsable(node);
    let client = this.#clients.get(node);
    if (!client) {
      client = this.#startClient(node);
      this.#clients.set(node, client);
    }
    return client;
  }

  async #startClient(node: string): Promise<NodeClient> {
    const process = this.#spawnNode(node, [helper('client.mjs')]);
    this.#helpers.add(process);
    await process.waitForLine(/"ready":true/, START_TIMEOUT_MS);
    return new NodeClient(process);
  }

  #spawnNode(node: string, args: readonly string[], options: SpawnOptions = {}): LabProcess {
    const env = { ...options.env, CANHMANG_LAB_CLOCK_FILE: this.#clockFile(node) };
    const preload = ['--import', helper('clock.mjs')];
    return this.spawn(node, process.execPath, [...preload, ...args], { ...options, env });
  }

  #clockFile(node: string): string {
    return join(this.#folder, `clock-${this.#node(node).name}`);
  }

  async #bundle(name: string): Promise<string> {
    const file = join(this.#folder, `${name}.mjs`);
    await bundleProgram(helper(`${name}.ts`), file);
    return file;
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself between being listed and being killed.
  }
}
