/** A process that a lab runs in one of its nodes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { LineBuffer } from './line-buffer.ts';

export interface ProcessSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** From SIGTERM to SIGKILL, milliseconds: an agent or a collector needs a moment to put its data down. */
const STOP_GRACE_MS = 5_000;
const DEFAULT_LINE_TIMEOUT_MS = 10_000;
/** Lines of output in an error message. */
const TAIL_LINES = 15;

/** Dies with the lab; is killed by `power(node, 'off')` and started again, with the same handle, by `'on'`. */
export class LabProcess {
  readonly node: string;
  readonly #spec: ProcessSpec;
  readonly #namespace: string;
  readonly #stdout = new LineBuffer();
  readonly #stderr = new LineBuffer();
  #child: ChildProcess;
  #exit: Promise<ExitStatus>;
  #running = false;

  /** Starts it. Use `Lab.spawn`, which remembers it. */
  constructor(node: string, namespace: string, spec: ProcessSpec) {
    this.node = node;
    this.#namespace = namespace;
    this.#spec = spec;
    this.#child = this.#spawn();
    this.#exit = this.#watch();
  }

  /** `ip netns exec` replaces itself by the command, so this is the command's own. */
  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Resolves when it ended; after a restart, a new promise for the new run. */
  get exit(): Promise<ExitStatus> {
    return this.#exit;
  }

  /** Its standard output line by line, from its (latest) start to its end. */
  lines(): AsyncGenerator<string, void, undefined> {
    return this.#stdout.read();
  }

  /** Its standard error, likewise. */
  errorLines(): AsyncGenerator<string, void, undefined> {
    return this.#stderr.read();
  }

  /** Its standard input. */
  get stdin(): Writable {
    if (!this.#child.stdin) throw new Error('the process has no standard input');
    return this.#child.stdin;
  }

  /**
   * The first line of either output that matches, since its latest start.
   * @param timeoutMs milliseconds.
   * @throws with the last lines when it does not come in time, or the process ends first.
   */
  async waitForLine(pattern: RegExp, timeoutMs = DEFAULT_LINE_TIMEOUT_MS): Promise<RegExpExecArray> {
    let timedOut = false;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        timedOut = true;
        resolve();
      }, timeoutMs);
    });
    try {
      for (;;) {
        const change = Promise.race([this.#stdout.changed(), this.#stderr.changed()]);
        const match = this.#stdout.find(pattern) ?? this.#stderr.find(pattern);
        if (match) return match;
        if (!this.#running) throw new Error(`ended without a line like ${pattern}\n${this.#tail()}`);
        if (timedOut) throw new Error(`no line like ${pattern} within ${timeoutMs} ms\n${this.#tail()}`);
        await Promise.race([change, timeout]);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  kill(signal: NodeJS.Signals): void {
    if (this.#running) this.#child.kill(signal);
  }

  /** SIGTERM, and SIGKILL if it does not heed it. */
  async stop(): Promise<ExitStatus> {
    this.kill('SIGTERM');
    const timer = setTimeout(() => this.kill('SIGKILL'), STOP_GRACE_MS);
    const status = await this.#exit;
    clearTimeout(timer);
    return status;
  }

  /** Starts it again after it ended. */
  start(): void {
    if (this.#running) throw new Error(`${this.#spec.command} is running already`);
    this.#stdout.restart();
    this.#stderr.restart();
    this.#child = this.#spawn();
    this.#exit = this.#watch();
  }

  #spawn(): ChildProcess {
    const { command, args, env, cwd } = this.#spec;
    return spawn('ip', ['netns', 'exec', this.#namespace, command, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      ...(cwd === undefined ? {} : { cwd }),
    });
  }

  #watch(): Promise<ExitStatus> {
    const child = this.#child;
    this.#running = true;
    const ended = once(child, 'close').then(([code, signal]): ExitStatus => ({ code, signal }));
    const follow = (stream: Readable | null, buffer: LineBuffer) =>
      stream?.setEncoding('utf8').on('data', (text: string) => buffer.push(text));
    follow(child.stdout, this.#stdout);
    follow(child.stderr, this.#stderr);
    // A write to a process that has just died is not the test's failure; its exit is.
    child.stdin?.on('error', () => {});
    return ended
      .catch((error: Error): ExitStatus => {
        this.#stderr.push(`${error.message}\n`);
        return { code: 127, signal: null };
      })
      .then((status) => {
        this.#running = false;
        this.#stdout.end();
        this.#stderr.end();
        return status;
      });
  }

  #tail(): string {
    const lines = [...this.#stdout.tail(TAIL_LINES), ...this.#stderr.tail(TAIL_LINES)];
    return [`  ${this.#spec.command} ${this.#spec.args.join(' ')} (in ${this.node})`, ...lines].join('\n  ');
  }
}
