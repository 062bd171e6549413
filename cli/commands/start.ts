/** `canhmang start`: the collector and what runs beside it on this machine, as processes of their own. */

import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT, UserError } from '../../config/error.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { configOf, dataFolderOf, needsSingleAddress } from '../settings.ts';
import type { ReadyMessage } from '../supervised.ts';
import { isReadyMessage, untilToldToStop } from '../supervised.ts';
import type { Terminal } from '../terminal.ts';

export interface StartCommandOptions {
  readonly config?: string;
  readonly data?: string;
  readonly listen?: string;
  readonly logLevel: string;
}

/** A process that does not stop in this time is ended. */
const STOP_PATIENCE_MS = 10_000;

class Child {
  readonly name: string;
  readonly exit: Promise<number>;
  readonly #process: ChildProcess;

  /** @param logFolder its log goes there; what people have to read goes to standard error. */
  constructor(name: string, args: readonly string[], logFolder: string) {
    this.name = name;
    const log = openSync(join(logFolder, `${name}.log`), 'a');
    const program = process.argv[1] ?? fileURLToPath(import.meta.url);
    this.#process = fork(program, [...args], { stdio: ['ignore', log, 'inherit', 'ipc'] });
    this.exit = new Promise((resolve) => {
      this.#process.once('exit', (code) => resolve(code ?? EXIT.problem));
    });
  }

  /** What it says when it is ready; `undefined` when it ended before. */
  ready(): Promise<ReadyMessage | undefined> {
    const said = new Promise<ReadyMessage>((resolve) => {
      this.#process.on('message', (message) => isReadyMessage(message) && resolve(message));
    });
    return Promise.race([said, this.exit.then(() => undefined)]);
  }

  async stop(): Promise<void> {
    if (this.#process.connected) this.#process.send({ stop: true });
    const impatience = setTimeout(() => this.#process.kill('SIGKILL'), STOP_PATIENCE_MS);
    await this.exit;
    clearTimeout(impatience);
  }
}

function optional(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value];
}

export async function runStart(terminal: Terminal, options: StartCommandOptions): Promise<number> {
  const config = configOf(options);
  const data = dataFolderOf(options, config);
  const logs = join(data, 'logs');
  try {
    mkdirSync(logs, { recursive: true });
  } catch (error) {
    throw new UserError('data_unusable', {
      path: data,
      reason: (error as NodeJS.ErrnoException).code ?? String(error),
    });
  }
  const children: Child[] = [];
  const told = untilToldToStop();
  try {
    const ready = await startAll(children, terminal, options, config, data, logs);
    if (!ready) return (await Promise.race(children.map((child) => child.exit))) || EXIT.problem;
    const ended = children.map((child) => child.exit.then((code) => ({ child, code })));
    const first = await Promise.race([told.then(() => undefined), ...ended]);
    if (!first) return EXIT.ok;
    const { t, say } = terminal;
    say(t('start.child_ended', { name: first.child.name, code: String(first.code), logs }));
    return EXIT.problem;
  } finally {
    // Those that measure first, those they talk to after them.
    for (const child of children.reverse()) await child.stop();
    terminal.say(terminal.t('start.stopped'));
  }
}

/** @returns whether all of them are ready; one that was not has said why. */
async function startAll(
  children: Child[],
  { say, t, language }: Terminal,
  options: StartCommandOptions,
  config: LoadedConfig,
  data: string,
  logs: string,
): Promise<boolean> {
  const common = ['--lang', language];
  const logLevel = ['--log-level', options.logLevel];
  const configuration = optional('--config', options.config);
  const singleAddress = ['--single-address', (await needsSingleAddress({}, config)) ? 'yes' : 'no'];
  const launch = (name: string, args: readonly string[]) => {
    const child = new Child(name, [...common, ...args, ...logLevel], logs);
    children.push(child);
    return child.ready();
  };
  const collectorArgs = [
    'collector',
    ...configuration,
    '--data',
    data,
    ...optional('--listen', options.listen),
    ...singleAddress,
  ];
  const collector = await launch('collector', collectorArgs);
  if (collector?.url === undefined) return false;
  if (
    config.installation.simulator &&
    !(await launch('simulator', ['simulator', ...configuration, ...singleAddress]))
  ) {
    return false;
  }
  for (const { id, local } of config.installation.agents) {
    if (!local) continue;
    const folder = join(data, 'agents', id);
    const args = [
      'agent',
      '--id',
      id,
      '--collector',
      collector.url,
      '--token-file',
      join(folder, 'token'),
      '--data',
      folder,
    ];
    if (!(await launch(`agent-${id}`, args))) return false;
  }
  say(t('start.collector_ready', { url: collector.url }));
  if (collector.accessToken !== undefined) say(t('start.access_token', { token: collector.accessToken }));
  if (config.installation.demonstration) say(t('start.demonstration'));
  return true;
}
