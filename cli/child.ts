/** A process of ours that is kept running: one that ends by itself is started again, ever less eagerly. */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ReadyMessage } from './supervised.ts';
import { isReadyMessage } from './supervised.ts';

/** A process that does not stop in this time is ended. */
const STOP_PATIENCE_MS = 10_000;
const FIRST_RESTART_MS = 1_000;
const LAST_RESTART_MS = 60_000;
/** One that ran this long begins with the first wait again. */
const STEADY_MS = 60_000;

export interface ChildOptions {
  readonly name: string;
  readonly args: readonly string[];
  /** Its log is appended there; what people have to read goes to standard error. */
  readonly logFile: string;
  /** Told when it has ended by itself after it had been ready. @param how its exit code or the signal. */
  readonly onEnded: (how: string, restartMs: number) => void;
}

export class Child {
  readonly #options: ChildOptions;
  #args: readonly string[];
  #process: ChildProcess | undefined;
  #exit: Promise<number> = Promise.resolve(0);
  #restart: NodeJS.Timeout | undefined;
  #restartMs = FIRST_RESTART_MS;
  #ready = false;
  #stopping = false;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#args = options.args;
  }

  /**
   * Starts it for the first time.
   * @returns what it says when it is ready, or its exit code when it ended before: then it is not started again.
   */
  async launch(): Promise<ReadyMessage | number> {
    const child = this.#spawn();
    const said = new Promise<ReadyMessage>((resolve) => {
      child.on('message', (message) => isReadyMessage(message) && resolve(message));
    });
    const answer = await Promise.race([said, this.#exit]);
    this.#ready = typeof answer !== 'number';
    return answer;
  }

  /** What it is started with from the next time on. */
  useArgs(args: readonly string[]): void {
    this.#args = args;
  }

  #spawn(): ChildProcess {
    const program = process.argv[1] ?? fileURLToPath(import.meta.url);
    const log = openSync(this.#options.logFile, 'a', 0o600);
    const child = fork(program, [...this.#args], { stdio: ['ignore', log, 'inherit', 'ipc'] });
    closeSync(log);
    const startedMs = performance.now();
    this.#process = child;
    this.#exit = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve(code ?? 1);
        if (!this.#ready || this.#stopping) return;
        const steady = performance.now() - startedMs > STEADY_MS;
        this.#restartMs = steady ? FIRST_RESTART_MS : this.#restartMs;
        this.#options.onEnded(signal ?? String(code), this.#restartMs);
        this.#restart = setTimeout(() => this.#spawn(), this.#restartMs);
        this.#restartMs = Math.min(LAST_RESTART_MS, this.#restartMs * 2);
      });
    });
    return child;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#process;
    if (child?.connected) child.send({ stop: true });
    const impatience = setTimeout(() => child?.kill('SIGKILL'), STOP_PATIENCE_MS);
    await this.#exit;
    clearTimeout(impatience);
  }
}
