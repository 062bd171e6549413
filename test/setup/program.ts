/** Programs that tests start: their output line by line, their end, and that they do end. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import type { Readable } from 'node:stream';
import { LineBuffer } from '../lab/line-buffer.ts';

export interface ProgramSpec {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** From SIGTERM to SIGKILL, milliseconds. */
const STOP_GRACE_MS = 8_000;
/** A machine of two cores may run four such programs at once. */
const LINE_TIMEOUT_MS = 25_000;
/** Lines of output in an error message. */
const TAIL_LINES = 15;

/** Own environment with Debian's system programs on the PATH and nobody's settings of ours. */
function environment(added: ProgramSpec['env']): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('CANHMANG_'));
  const path = [process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter);
  return { ...Object.fromEntries(ours), PATH: path, LC_ALL: 'C.UTF-8', ...added };
}

export class Program {
  readonly #spec: ProgramSpec;
  readonly #child: ChildProcess;
  readonly #stdout = new LineBuffer();
  readonly #stderr = new LineBuffer();
  #running = true;
  readonly exit: Promise<Ended>;

  constructor(spec: ProgramSpec) {
    this.#spec = spec;
    this.#child = spawn(spec.command, [...spec.args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(spec.env),
      ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    });
    const follow = (stream: Readable | null, buffer: LineBuffer) =>
      stream?.setEncoding('utf8').on('data', (text: string) => buffer.push(text));
    follow(this.#child.stdout, this.#stdout);
    follow(this.#child.stderr, this.#stderr);
    this.exit = once(this.#child, 'close')
      .then(([code, signal]): Ended => ({ code, signal }))
      .catch((error: Error): Ended => {
        this.#stderr.push(`${error.message}\n`);
        return { code: 127, signal: null };
      })
      .then((ended) => {
        this.#running = false;
        this.#stdout.end();
        this.#stderr.end();
        return ended;
      });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** Standard output from its start to its end. */
  lines(): AsyncGenerator<string, void, undefined> {
    return this.#stdout.read();
  }

  /**
   * The first line of either output that matches.
   * @throws with the last lines when it does not come in time, or the program ends first.
   */
  async waitForLine(pattern: RegExp, timeoutMs = LINE_TIMEOUT_MS): Promise<RegExpExecArray> {
    const deadline = AbortSignal.timeout(timeoutMs);
    const late = once(deadline, 'abort');
    for (;;) {
      const change = Promise.race([this.#stdout.changed(), this.#stderr.changed()]);
      const match = this.#stdout.find(pattern) ?? this.#stderr.find(pattern);
      if (match) return match;
      if (!this.#running) throw new Error(`ended without a line like ${pattern}\n${this.#tail()}`);
      if (deadline.aborted) throw new Error(`no line like ${pattern} in ${timeoutMs} ms\n${this.#tail()}`);
      await Promise.race([change, late]);
    }
  }

  kill(signal: NodeJS.Signals): void {
    if (this.#running) this.#child.kill(signal);
  }

  /** SIGTERM, and SIGKILL if it does not heed it. */
  async stop(): Promise<Ended> {
    this.kill('SIGTERM');
    const timer = setTimeout(() => this.kill('SIGKILL'), STOP_GRACE_MS);
    const ended = await this.exit;
    clearTimeout(timer);
    return ended;
  }

  #tail(): string {
    const lines = [...this.#stdout.tail(TAIL_LINES), ...this.#stderr.tail(TAIL_LINES)];
    return [`  ${this.#spec.command} ${this.#spec.args.join(' ')}`, ...lines].join('\n  ');
  }
}

export interface RunResult extends Ended {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export async function run(spec: ProgramSpec): Promise<RunResult> {
  const child = spawn(spec.command, [...spec.args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(spec.env),
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, stdout, stderr };
}
