/**
 * The connection on which the agent hears what tests it is to do. It is the agent that opens it: no port is open at the
 * site. What it costs the line is a heartbeat of the collector's, some ten octets a second.
 */
import type { Logger } from 'pino';
import type { CollectorClient } from '../collector-client.ts';
import type { Timers } from '../scheduler.ts';
import { backoffMs } from '../uplink/backoff.ts';
import type { StartTest } from './runner.ts';
import { TestRunner } from './runner.ts';

const PATH = '/api/v1/agent/tests';
/** A collector of before, or one that wants no tests of this agent, is asked seldom. */
const ASK_SELDOM_MS = 600_000;
/** Three heartbeats have not come. */
const SILENCE_MS = 80_000;
/** Nothing that the collector says is longer. */
const MAX_LINE = 64 * 1024;

export interface TestChannelParts {
  readonly client: CollectorClient;
  /** `undefined`: this machine is not to do tests, whatever the collector's configuration says. */
  readonly startTest: StartTest | undefined;
  readonly timers: Timers;
  /** 0 to 1. */
  readonly random: () => number;
  readonly logger: Logger;
}

export class TestChannel {
  readonly #parts: TestChannelParts;
  readonly #runner: TestRunner | undefined;
  #wanted = false;
  #failures = 0;
  #closeConnection: (() => void) | undefined;
  #cancelWait: () => void = () => {};

  constructor(parts: TestChannelParts) {
    this.#parts = parts;
    const { startTest, ...more } = parts;
    this.#runner = startTest && new TestRunner({ ...more, startTest });
  }

  /** @param allowed by the collector's configuration. */
  configure(allowed: boolean): void {
    if (allowed === this.#wanted) return;
    this.#wanted = allowed;
    if (allowed) void this.#connect();
    else this.#disconnect();
  }

  stop(): void {
    this.#wanted = false;
    this.#disconnect();
  }

  #disconnect(): void {
    this.#cancelWait();
    this.#closeConnection?.();
    this.#runner?.cancel();
  }

  async #connect(): Promise<void> {
    const { client, logger } = this.#parts;
    const running = this.#runner?.running;
    const query =
      this.#runner === undefined ? '?refused=yes' : running === undefined ? '' : `?running=${running}`;
    let waitMs: number | undefined;
    try {
      const lines = new Lines(MAX_LINE, (line) => this.#take(line));
      const status = await client.stream({
        path: `${PATH}${query}`,
        silenceMs: SILENCE_MS,
        onOpen: (close) => {
          this.#closeConnection = close;
          if (!this.#wanted) close();
          else logger.debug('remote tests: ready for what is asked');
        },
        onText: (text) => {
          this.#failures = 0;
          lines.push(text);
        },
      });
      // Without an orderly 200 there is nothing to hear here for now.
      if (status !== 200) {
        waitMs = ASK_SELDOM_MS;
        logger.debug({ status }, 'remote tests: none are done');
      }
    } catch (error) {
      if (this.#wanted) logger.debug({ err: error }, 'remote tests: the connection ended');
    }
    this.#closeConnection = undefined;
    if (!this.#wanted) return;
    this.#failures++;
    waitMs ??= backoffMs(this.#failures, this.#parts.random());
    this.#cancelWait = this.#parts.timers.after(waitMs, () => void this.#connect());
  }

  #take(line: string): void {
    void this.#runner?.obey(line).catch((error) => {
      this.#parts.logger.error({ err: error }, 'remote tests: what the collector says is not understood');
    });
  }
}

/** Cuts what comes into lines. */
class Lines {
  readonly #most: number;
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(most: number, onLine: (line: string) => void) {
    this.#most = most;
    this.#onLine = onLine;
  }

  /** @throws when a line is longer than any that there is. */
  push(text: string): void {
    const parts = `${this.#rest}${text}`.split('\n');
    this.#rest = parts.pop() ?? '';
    for (const line of parts) this.#onLine(line);
    if (this.#rest.length > this.#most) throw new Error('a line of the collector is too long');
  }
}
