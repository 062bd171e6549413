/** Canh Mạng installed in a lab: a collector and a core agent at the core, an agent inside each site that asks for one. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InstallationOptions } from './installation-files.ts';
import { writeInstallation } from './installation-files.ts';
import type { Lab } from './lab.ts';
import type { LabProcess } from './lab-process.ts';
import type { EventFrame } from './node-client.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/canhmang.js', import.meta.url));
/** Of the collector, in the core's namespace. */
const PORT = 8105;

export interface StateEvent {
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  /** When it happened, epoch milliseconds. */
  readonly atMs: number;
  /** When this process heard of it, epoch milliseconds. */
  readonly heardMs: number;
}

export interface IncidentEvent {
  readonly id: number;
  readonly site: string;
  readonly kind: string;
  readonly severity: string;
  readonly cause: string | null;
  readonly resolvedAt: string | null;
}

/** Owns its processes through the lab: they end with it. */
export class Installation {
  readonly #lab: Lab;
  readonly #config: string;
  readonly #data: string;
  readonly #url: string;
  readonly #token: string;
  readonly #agents = new Map<string, LabProcess>();
  readonly #heard: StateEvent[] = [];
  readonly #incidents: IncidentEvent[] = [];
  readonly #waiting = new Set<() => void>();
  collector: LabProcess;

  private constructor(
    lab: Lab,
    paths: { config: string; data: string },
    collector: LabProcess,
    token: string,
  ) {
    this.#lab = lab;
    this.#config = paths.config;
    this.#data = paths.data;
    this.#url = `http://${lab.address('core')}:${PORT}`;
    this.#token = token;
    this.collector = collector;
  }

  /** Writes the configuration of the whole lab, starts the collector and all agents. */
  static async start(lab: Lab, options: InstallationOptions = {}): Promise<Installation> {
    const folder = join(lab.folder, 'installation');
    mkdirSync(folder, { recursive: true });
    const config = writeInstallation(lab, folder, options);
    const data = join(folder, 'data');
    const collector = startCollector(lab, config, data);
    await collector.waitForLine(/collector listens/);
    const token = await makeToken(lab, { config, data }, ['lab', '--viewer']);
    const installation = new Installation(lab, { config, data }, collector, token);
    void installation.#listen();
    for (const node of ['core', ...(options.inside ?? [])]) await installation.startAgent(node);
    return installation;
  }

  /** Of the collector, as every node reaches it. */
  get url(): string {
    return this.#url;
  }

  /** Makes a token, as `canhmang token` does. */
  token(...words: readonly string[]): Promise<string> {
    return makeToken(this.#lab, { config: this.#config, data: this.#data }, words);
  }

  async startAgent(node: string): Promise<void> {
    const folder = join(this.#lab.folder, `agent-${node}`);
    mkdirSync(folder, { recursive: true });
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, await this.token(node));
    const args = [
      'agent',
      '--id',
      node,
      '--collector',
      this.#url,
      '--token-file',
      tokenFile,
      '--data',
      folder,
    ];
    this.#agents.set(node, this.#lab.canhmang(node, args));
  }

  agent(node: string): LabProcess {
    const agent = this.#agents.get(node);
    if (!agent) throw new Error(`no agent runs in ${node}`);
    return agent;
  }

  /** Where the collector keeps its ledger. */
  get data(): string {
    return this.#data;
  }

  /** kill -9 of the collector. */
  async killCollector(): Promise<void> {
    this.collector.kill('SIGKILL');
    await this.collector.exit;
  }

  async restartCollector(): Promise<void> {
    this.collector = startCollector(this.#lab, this.#config, this.#data);
    await this.collector.waitForLine(/collector listens/);
    void this.#listen();
  }

  /** Reads a resource of the API, from within the core's namespace. */
  async get(path: string): Promise<unknown> {
    const answer = await this.#lab.http('core', `${this.#url}${path}`, { token: this.#token });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.body}`);
    return JSON.parse(answer.body);
  }

  /** What was heard so far. */
  get heard(): readonly StateEvent[] {
    return this.#heard;
  }

  async #listen(): Promise<void> {
    try {
      for await (const frame of this.#lab.events('core', `${this.#url}/api/v1/events`, {
        token: this.#token,
      })) {
        this.#hear(frame);
      }
    } catch {
      // The collector was ended on purpose, or the lab was: what a test misses, it waits for in vain and says so.
    }
  }

  #hear(frame: EventFrame): void {
    if (frame.event === 'incident') {
      this.#incidents.push((JSON.parse(frame.data) as { incident: IncidentEvent }).incident);
      for (const look of this.#waiting) look();
    }
    if (frame.event !== 'state') return;
    const event = JSON.parse(frame.data) as { subject: string; from: string; to: string; at: string };
    this.#heard.push({ ...event, atMs: Date.parse(event.at), heardMs: Date.now() });
    for (const look of this.#waiting) look();
  }

  /**
   * The first change of a site to a state, among those heard after the first `after`.
   * @throws when it does not come in time.
   */
  async untilState(
    site: string,
    to: string,
    options: { after?: number; timeoutMs?: number } = {},
  ): Promise<StateEvent> {
    const { after = 0, timeoutMs } = options;
    return this.#until(
      () => this.#heard.slice(after).find((event) => event.subject === `site:${site}` && event.to === to),
      () => `${site} did not become ${to}; heard: ${JSON.stringify(this.#heard.slice(after))}`,
      timeoutMs,
    );
  }

  /** The first incident, as it was told when it was opened or changed, of which something is true. */
  async untilIncident(isWanted: (incident: IncidentEvent) => boolean): Promise<IncidentEvent> {
    return this.#until(
      () => this.#incidents.find(isWanted),
      () => `no such incident; heard: ${JSON.stringify(this.#incidents)}`,
    );
  }

  #until<T>(find: () => T | undefined, complaint: () => string, timeoutMs = 30_000): Promise<T> {
    const found = find();
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(complaint()));
      }, timeoutMs);
      const look = () => {
        const event = find();
        if (event === undefined) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(event);
      };
      this.#waiting.add(look);
    });
  }
}

function startCollector(lab: Lab, config: string, data: string): LabProcess {
  return lab.canhmang('core', [
    'collector',
    '--config',
    config,
    '--data',
    data,
    '--listen',
    `0.0.0.0:${PORT}`,
  ]);
}

async function makeToken(
  lab: Lab,
  { config, data }: { readonly config: string; readonly data: string },
  words: readonly string[],
): Promise<string> {
  const args = ['token', ...words, '--config', config, '--data', data];
  const { code, stdout, stderr } = await lab.run('core', process.execPath, [PROGRAM, ...args]);
  if (code !== 0) throw new Error(`no token ${words.join(' ')}: ${stderr}`);
  return stdout.trim();
}
