/** The program itself, as built: `dist/canhmang.js`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProgramSpec, RunResult } from './program.ts';
import { Program, run } from './program.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/canhmang.js', import.meta.url));

/** Why it cannot be tested; `undefined` when it can. */
export function needsBuild(): string | undefined {
  return existsSync(PROGRAM) ? undefined : 'needs npm run build';
}

export function canhmangSpec(args: readonly string[], env: ProgramSpec['env'] = {}): ProgramSpec {
  return { command: process.execPath, args: [PROGRAM, ...args], env };
}

/** Runs a command to its end. */
export function canhmang(args: readonly string[], env?: ProgramSpec['env']): Promise<RunResult> {
  return run(canhmangSpec(args, env));
}

export interface RunningCollector {
  readonly program: Program;
  readonly url: string;
  /** Of an operator, made for the test at the first start on a folder only. */
  readonly accessToken: string | undefined;
  /** By which the first admin is made; shown until there is one. */
  readonly setupUrl: string | undefined;
}

/** Resolves when the collector listens. */
export async function startCollector(options: {
  readonly config: string;
  readonly data: string;
  readonly listen?: string;
}): Promise<RunningCollector> {
  const { config, data, listen = '127.0.0.1:0' } = options;
  const first = !existsSync(join(data, 'ledger.sqlite'));
  const args = ['collector', '--config', config, '--data', data, '--listen', listen, '--lang', 'en'];
  const program = new Program(canhmangSpec(args));
  try {
    const [, url = ''] = await program.waitForLine(/"url":"(http:[^"]+)".*"msg":"collector listens"/);
    await program.waitForLine(/^Canh Mạng is running: http:/);
    const said = first ? await program.waitForLine(/^Open this link [^:]*: (http\S+)$/) : undefined;
    const made = first
      ? await canhmang(['token', 'test', '--operator', '--config', config, '--data', data])
      : undefined;
    return { program, url, accessToken: made?.stdout.trim(), setupUrl: said?.[1] };
  } catch (error) {
    await program.stop();
    throw error;
  }
}

/** Resolves when the agent has the collector's configuration. */
export async function startAgent(options: {
  readonly id: string;
  readonly collector: string;
  readonly tokenFile: string;
  readonly data: string;
}): Promise<Program> {
  const { id, collector, tokenFile, data } = options;
  const args = ['agent', '--id', id, '--collector', collector, '--token-file', tokenFile, '--data', data];
  const program = new Program(canhmangSpec(args));
  try {
    await program.waitForLine(/"msg":"configuration applied"/);
    return program;
  } catch (error) {
    await program.stop();
    throw error;
  }
}
