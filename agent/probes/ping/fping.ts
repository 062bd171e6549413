/** Long-lived fping processes, one for all targets that share interval, time limit and size. */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Logger } from 'pino';
import type { PacketResult } from '../packet-round.ts';
import type { EchoStream, PingBackend } from './backend.ts';
import { tosOf } from './backend.ts';
import { parseFpingLine } from './fping-output.ts';
import { openGulpPipe } from './gulp-pipe.ts';
import { lineReader } from './lines.ts';

type Listener = (result: PacketResult) => void;

/** Targets that come together, as at start, share one restart of the process. */
const SETTLE_MS = 50;
const RESTART_MS = 1_000;
/** Between two packets of the process, whatever their targets: the least that fping allows everybody. */
const MIN_GAP_MS = 1;
/**
 * Answers are taken this often at most: being woken costs more than the answers. A pipe holds a thousand lines, which
 * at the least gap are a second's.
 */
const LONGEST_GULP_MS = 500;

/** A cut is noticed by half the time between two packets later. */
function gulpMs(intervalMs: number): number {
  return Math.min(LONGEST_GULP_MS, intervalMs / 2);
}

class FpingGroup {
  readonly #stream: EchoStream;
  readonly #logger: Logger;
  readonly #listeners = new Map<string, Set<Listener>>();
  #process: ChildProcess | undefined;
  #starting: NodeJS.Timeout | undefined;

  constructor(stream: EchoStream, logger: Logger) {
    this.#stream = stream;
    this.#logger = logger;
  }

  add(host: string, listener: Listener): void {
    const listeners = this.#listeners.get(host);
    if (listeners) {
      listeners.add(listener);
      return;
    }
    this.#listeners.set(host, new Set([listener]));
    this.#restart(SETTLE_MS);
  }

  /** @returns whether the group is empty now and has ended. */
  remove(host: string, listener: Listener): boolean {
    const listeners = this.#listeners.get(host);
    listeners?.delete(listener);
    if (listeners?.size === 0) {
      this.#listeners.delete(host);
      this.#restart(SETTLE_MS);
    }
    if (this.#listeners.size > 0) return false;
    clearTimeout(this.#starting);
    this.#end();
    return true;
  }

  #restart(delayMs: number): void {
    clearTimeout(this.#starting);
    this.#starting = setTimeout(() => this.#start(), this.#stream.exclusive ? 0 : delayMs);
  }

  #end(): void {
    this.#process?.removeAllListeners('exit');
    this.#process?.kill();
    this.#process = undefined;
  }

  #start(): void {
    this.#end();
    const { intervalMs, timeoutMs, size } = this.#stream;
    const values = { p: intervalMs, t: timeoutMs, b: size, O: tosOf(this.#stream), i: MIN_GAP_MS };
    const options = [
      '-l',
      '-D',
      ...Object.entries(values).flatMap(([name, value]) => [`-${name}`, String(value)]),
    ];
    const take = lineReader((line) => this.#onLine(line));
    const pipe = this.#stream.exclusive ? undefined : openGulpPipe(gulpMs(intervalMs), take);
    const child = spawn('fping', [...options, ...this.#listeners.keys()], {
      stdio: ['ignore', pipe?.fd ?? 'pipe', 'pipe'],
    });
    pipe?.handOver();
    this.#process = child;
    child.once('exit', (code) => {
      this.#logger.warn({ code }, 'ping: fping ended, starting it again');
      if (this.#process === child && this.#listeners.size > 0) this.#restart(RESTART_MS);
    });
    child.once('error', (error) => this.#logger.error({ err: error }, 'ping: fping cannot be started'));
    child.once('close', () => pipe?.close());
    child.stdout?.setEncoding('latin1').on('data', take);
    const complain = lineReader((line) => this.#logger.debug({ line }, 'ping: fping says'));
    child.stderr?.setEncoding('latin1').on('data', complain);
  }

  #onLine(line: string): void {
    const reply = parseFpingLine(line);
    if (!reply) return;
    const sentMs = reply.timeMs - Math.round(reply.rttMs ?? this.#stream.timeoutMs);
    const result = { sentMs, rttMs: reply.rttMs };
    this.#listeners.get(reply.target)?.forEach((listener) => {
      listener(result);
    });
  }
}

export class FpingBackend implements PingBackend {
  readonly name = 'fping';
  readonly #logger: Logger;
  readonly #groups = new Map<string, FpingGroup>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  stream(stream: EchoStream, onResult: Listener): () => void {
    const key = `${stream.intervalMs} ${stream.timeoutMs} ${stream.size} ${stream.dscp}`;
    const shared = stream.exclusive ? undefined : this.#groups.get(key);
    const group = shared ?? new FpingGroup(stream, this.#logger);
    if (!stream.exclusive) this.#groups.set(key, group);
    group.add(stream.host, onResult);
    return () => {
      if (group.remove(stream.host, onResult) && !stream.exclusive) this.#groups.delete(key);
    };
  }
}
