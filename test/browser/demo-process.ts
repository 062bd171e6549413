/** `canhmang start` with the demonstration, as a user starts it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../dist/canhmang.js', import.meta.url));
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+/;
/** The simulated devices have fixed addresses: while another demonstration runs on this machine, ours cannot. */
const PATIENCE_MS = 90_000;
const RETRY_MS = 2_000;

/** Why the demonstration cannot be started, or `undefined`. */
export function programMissing(): string | undefined {
  return existsSync(PROGRAM) ? undefined : 'needs npm run build';
}

export interface Stopped {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly tookMs: number;
}

/** Owns the process and, by its process group, everything that it started. */
export class DemoProcess {
  readonly url: string;
  /** When the process was started, by `performance.now()`. */
  readonly startedMs: number;
  /** From then until it said its address, milliseconds. */
  readonly readyMs: number;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, url: string, startedMs: number) {
    this.#process = process;
    this.url = url;
    this.startedMs = startedMs;
    this.readyMs = performance.now() - startedMs;
  }

  /**
   * Resolves when it has said its address. @throws when it ends instead, and goes on doing so.
   * @param port where it listens; 0: one that is free
   */
  static async start(dataFolder: string, port = 0): Promise<DemoProcess> {
    const deadlineMs = performance.now() + PATIENCE_MS;
    for (;;) {
      const startedMs = performance.now();
      const child = spawn(
        process.execPath,
        [PROGRAM, 'start', '--data', dataFolder, '--listen', `127.0.0.1:${port}`],
        {
          stdio: ['ignore', 'ignore', 'pipe'],
          detached: true,
        },
      );
      const { url, said } = await addressOf(child);
      if (url !== undefined) return new DemoProcess(child, url, startedMs);
      if (performance.now() > deadlineMs) throw new Error(`the demonstration does not start: ${said}`);
      await wait(RETRY_MS);
    }
  }

  /** Ids of the process and of all processes below it. */
  pids(): number[] {
    return this.#process.pid === undefined ? [] : withDescendants(this.#process.pid);
  }

  /** Ctrl-C. */
  async interrupt(): Promise<Stopped> {
    const startedMs = performance.now();
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGINT');
    const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
    return { code, signal, tookMs: performance.now() - startedMs };
  }

  /** Ends what is left of it, however it stands. */
  kill(): void {
    try {
      if (this.#process.pid !== undefined) process.kill(-this.#process.pid, 'SIGKILL');
    } catch {
      // Nothing is left.
    }
  }
}

async function addressOf(child: ChildProcess): Promise<{ url: string | undefined; said: string }> {
  let said = '';
  const address = new Promise<string>((resolve) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const url = ADDRESS.exec(said)?.[0];
      if (url !== undefined) resolve(url);
    });
  });
  const ended = once(child, 'exit').then(() => undefined);
  return { url: await Promise.race([address, ended]), said };
}

function withDescendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  return [pid, ...children.flatMap((child) => withDescendants(Number(child)))];
}

/** Whether a process is there and not merely waiting for its parent to notice its end. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
