/** Kills an agent's spool and uplink and the collector at random moments, and keeps the books. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Books } from './accounting.ts';
import { settleBooks, storedNumbers } from './accounting.ts';
import { bundleProgram } from './bundle.mjs';
import { canhmang, canhmangSpec } from './canhmang.ts';
import { writeInstallation } from './installation.ts';
import { loopbackEndpoint, written } from './loopback.ts';
import { Program } from './program.ts';
import { randomFrom } from './random.ts';

const SOURCE = fileURLToPath(new URL('programs/measurer.ts', import.meta.url));
/** Inside the project, where packages are found. */
const BUNDLE = fileURLToPath(new URL('../../dist/test/measurer.mjs', import.meta.url));
/** Each run numbers from a place of its own. */
const RUN_NUMBERS = 1_000_000;
const LONGEST_LIFE_MS = 1_200;
const DRAIN_TIMEOUT_MS = 120_000;

export async function bundleMeasurer(): Promise<string> {
  await bundleProgram(SOURCE, BUNDLE);
  return BUNDLE;
}

class Installation {
  readonly #folder: string;
  readonly #listen = written(loopbackEndpoint());
  readonly runs: { first: number; last: number }[] = [];
  collector!: Program;
  agent!: Program;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get data(): string {
    return join(this.#folder, 'data');
  }

  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await writeInstallation(this.#folder);
    await this.startCollector();
    const issued = await canhmang(['token', 'core', ...this.#settings]);
    if (issued.code !== 0) throw new Error(issued.stderr);
    await writeFile(join(this.#folder, 'token'), issued.stdout.trim());
    this.startAgent(issued.stdout.trim());
  }

  get #settings(): string[] {
    return ['--config', join(this.#folder, 'canhmang.yaml'), '--data', this.data];
  }

  async startCollector(): Promise<void> {
    this.collector = new Program(canhmangSpec(['collector', ...this.#settings, '--listen', this.#listen]));
    await this.collector.waitForLine(/"msg":"collector listens"/);
  }

  #token = '';

  startAgent(token = this.#token): void {
    this.#token = token;
    const run = { first: this.runs.length * RUN_NUMBERS + 1, last: this.runs.length * RUN_NUMBERS };
    this.runs.push(run);
    const args = [BUNDLE, join(this.#folder, 'spool'), `http://${this.#listen}`, token, String(run.first)];
    this.agent = new Program({ command: process.execPath, args });
    const { agent } = this;
    void (async () => {
      for await (const line of agent.lines())
        if (line.startsWith('stored ')) run.last = Number(line.slice(7));
    })();
  }
}

/**
 * @param folder of its own; the collector's data and the spool are in it.
 * @param rounds how often something is killed.
 * @param seed says what, and when.
 */
export async function crash(options: { folder: string; rounds: number; seed: number }): Promise<Books> {
  const random = randomFrom(options.seed);
  await bundleMeasurer();
  const installation = new Installation(options.folder);
  try {
    await installation.open();
    for (let round = 0; round < options.rounds; round++) {
      await pause(random() * LONGEST_LIFE_MS);
      const victim = random();
      const { agent, collector } = installation;
      if (victim < 0.67) agent.kill('SIGKILL');
      if (victim > 0.33) collector.kill('SIGKILL');
      if (victim < 0.67) await agent.exit;
      if (victim > 0.33) await collector.exit;
      if (victim < 0.67) installation.startAgent();
      if (victim > 0.33) await installation.startCollector();
    }
    // One that was started just now does not heed SIGTERM before it works.
    await installation.agent.waitForLine(/^stored /);
    installation.agent.kill('SIGTERM');
    await installation.agent.waitForLine(/^drained$/, DRAIN_TIMEOUT_MS);
    await installation.agent.exit;
  } finally {
    await installation.agent?.stop();
    await installation.collector?.stop();
  }
  return settleBooks(installation.runs, await storedNumbers(installation.data));
}
