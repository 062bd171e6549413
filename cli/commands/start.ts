/** `canhmang start`: the collector and what runs beside it on this machine, as processes of their own. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, reasonOf, UserError } from '../../config/error.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { Child } from '../child.ts';
import { configOf, dataFolderOf, needsSingleAddress } from '../settings.ts';
import type { ReadyMessage } from '../supervised.ts';
import { untilToldToStop } from '../supervised.ts';
import type { Terminal } from '../terminal.ts';
import { sayLeftOut } from '../terminal.ts';

export interface StartCommandOptions {
  readonly config?: string;
  readonly data?: string;
  readonly listen?: string;
  readonly logLevel: string;
}

function optional(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value];
}

export async function runStart(terminal: Terminal, options: StartCommandOptions): Promise<number> {
  const config = configOf(options);
  sayLeftOut(terminal, config.leftOut);
  const data = dataFolderOf(options, config);
  const logs = join(data, 'logs');
  try {
    mkdirSync(logs, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UserError('data_unusable', { path: data, reason: reasonOf(error) });
  }
  const children: Child[] = [];
  const told = untilToldToStop();
  try {
    const failed = await startAll(children, terminal, options, config, data, logs);
    if (failed !== undefined) return failed || EXIT.problem;
    await told;
    return EXIT.ok;
  } finally {
    // Those that measure first, those they talk to after them.
    for (const child of children.reverse()) await child.stop();
    terminal.say(terminal.t('start.stopped'));
  }
}

/** @returns the exit code of the first that did not come up, and has said why; `undefined` when all are ready. */
async function startAll(
  children: Child[],
  { say, t, language }: Terminal,
  options: StartCommandOptions,
  config: LoadedConfig,
  data: string,
  logs: string,
): Promise<number | undefined> {
  const configuration = optional('--config', options.config);
  const singleAddress = ['--single-address', (await needsSingleAddress({}, config)) ? 'yes' : 'no'];
  const common = (args: readonly string[]) => ['--lang', language, ...args, '--log-level', options.logLevel];
  const launch = (name: string, args: readonly string[]): Promise<ReadyMessage | number> => {
    const onEnded = (how: string, restartMs: number) =>
      say(t('start.child_ended', { name, how, seconds: String(restartMs / 1_000), logs }));
    const child = new Child({ name, args: common(args), logFile: join(logs, `${name}.log`), onEnded });
    children.push(child);
    return child.launch();
  };
  const collectorArgs = (listen: string | undefined) => [
    'collector',
    ...configuration,
    '--data',
    data,
    ...optional('--listen', listen),
    ...singleAddress,
  ];
  const collector = await launch('collector', collectorArgs(options.listen));
  if (typeof collector === 'number') return collector;
  const url = collector.url ?? '';
  // Started again, it has to be where the agents know it, also where the system chose the port.
  children[0]?.useArgs(common(collectorArgs(new URL(url).host)));
  if (config.installation.simulator) {
    const simulator = await launch('simulator', ['simulator', ...configuration, ...singleAddress]);
    if (typeof simulator === 'number') return simulator;
  }
  for (const { id, local } of config.installation.agents) {
    if (!local) continue;
    const folder = join(data, 'agents', id);
    const tokenFile = join(folder, 'token');
    const args = ['agent', '--id', id, '--collector', url, '--token-file', tokenFile, '--data', folder];
    const agent = await launch(`agent-${id}`, args);
    if (typeof agent === 'number') return agent;
  }
  say(t('start.collector_ready', { url }));
  if (collector.setupUrl !== undefined) say(t('start.setup', { url: collector.setupUrl }));
  if (config.installation.demonstration) say(t('start.demonstration'));
  return undefined;
}
