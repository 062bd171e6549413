/** Spools whose clock stands until a test moves it, and what was given to them. */
import { onTestFinished } from 'vitest';
import type { SpooledBatch } from '../../../../agent/spool/batch.ts';
import type { SpoolOptions } from '../../../../agent/spool/spool.ts';
import { Spool } from '../../../../agent/spool/spool.ts';
import type { Point } from '../../../../model/point.ts';
import { FakeTimers } from '../fake-timers.ts';
import { silent } from '../silent-logger.ts';

export const NO_LIMIT = Number.MAX_SAFE_INTEGER;
/** Longer than points are collected. */
const COLLECTED_MS = 200;

export function point(number: number, text = ''): Point {
  return { measurement: 'm', tags: {}, fields: { n: BigInt(number), text }, timeMs: number };
}

export class FilledSpool {
  readonly spool: Spool;
  readonly timers: FakeTimers;

  private constructor(spool: Spool, timers: FakeTimers) {
    this.spool = spool;
    this.timers = timers;
  }

  static async open(
    directory: string,
    options: SpoolOptions & { logger?: typeof silent } = {},
  ): Promise<FilledSpool> {
    const timers = new FakeTimers();
    const spool = await Spool.open(directory, options.logger ?? silent, { timers, ...options });
    const filled = new FilledSpool(spool, timers);
    onTestFinished(() => filled.close());
    return filled;
  }

  /** Makes a record of each number; resolves when they are on disk, or the disk has refused. */
  async add(numbers: readonly number[], text = ''): Promise<void> {
    for (const number of numbers) {
      this.spool.add([point(number, text)]);
      const stored = this.spool.stored();
      await this.timers.advance(COLLECTED_MS);
      await stored;
    }
  }

  #closed = false;

  /** Also writes down what is settled. */
  async close(): Promise<void> {
    if (!this.#closed) await this.spool.close();
    this.#closed = true;
  }

  /** Everything that is left to send, in the order in which it is given. */
  async drain(): Promise<number[][]> {
    const numbers: number[][] = [];
    for (;;) {
      const batch = this.spool.takeLive(NO_LIMIT) ?? (await this.spool.takeBacklog(NO_LIMIT));
      if (!batch) return numbers;
      numbers.push(numbersOf(batch));
      this.spool.settle(batch);
    }
  }
}

export function numbersOf(batch: SpooledBatch | undefined): number[] {
  return [...(batch?.body.toString() ?? '').matchAll(/n=(\d+)i/g)].map(([, number]) => Number(number));
}

export function upTo(last: number, first = 1): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
