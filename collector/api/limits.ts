/** How often something may be done by whom: allowances that fill up again with time. */
import { ListenerCount } from './listener-count.ts';
import type { WriteQueueLimits } from './write-queue.ts';
import { WriteQueue } from './write-queue.ts';

export interface Rate {
  /** At once, after a quiet time. */
  readonly burst: number;
  readonly perSecond: number;
}

interface Allowance {
  left: number;
  atMs: number;
}

/** Keys remembered: beyond it the one that asked longest ago is forgotten, as if it had been quiet. */
const MAX_KEYS = 10_000;

export class Allowances {
  readonly #rate: Rate;
  readonly #now: () => number;
  /** In the order of the latest use. */
  readonly #byKey = new Map<string, Allowance>();

  /** @param now milliseconds of a clock that nobody sets. */
  constructor(rate: Rate, now: () => number) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Uses some of a key's allowance. @returns 0, or the seconds until there is enough: then none is used. */
  take(key: string, amount = 1): number {
    const allowance = this.#current(key);
    // More than is ever there: it goes when the allowance is full, and the debt is paid off after it.
    const needed = Math.min(amount, this.#rate.burst);
    if (allowance.left < needed) return (needed - allowance.left) / this.#rate.perSecond;
    allowance.left -= amount;
    return 0;
  }

  /** What `take` would return. */
  waitS(key: string): number {
    const { left } = this.#current(key);
    return left >= 1 ? 0 : (1 - left) / this.#rate.perSecond;
  }

  #current(key: string): Allowance {
    const nowMs = this.#now();
    const known = this.#byKey.get(key);
    const { burst, perSecond } = this.#rate;
    const left = known ? Math.min(burst, known.left + ((nowMs - known.atMs) / 1_000) * perSecond) : burst;
    const allowance = { left, atMs: nowMs };
    this.#byKey.delete(key);
    this.#byKey.set(key, allowance);
    const [oldest] = this.#byKey.keys();
    if (this.#byKey.size > MAX_KEYS && oldest !== undefined) this.#byKey.delete(oldest);
    return allowance;
  }
}

/** Ten tries at a code, then one every six seconds: a slip of the finger costs nothing, guessing everything. */
const WRONG_CODES: Rate = { burst: 10, perSecond: 1 / 6 };

/** A reader that has lost its token asks again and again; nobody guesses one. */
const WRONG_TOKENS: Rate = { burst: 60, perSecond: 1 };
/** Of one token: many times what an agent needs that returns with a day's backlog; a client in a loop is stopped. */
const WRITES: Rate = { burst: 2_000, perSecond: 200 };
const WRITTEN_BYTES: Rate = { burst: 256 * 1024 * 1024, perSecond: 32 * 1024 * 1024 };
/** Pages and programs that listen to events; each costs a socket and is written every event. */
const MAX_LISTENERS = 1_000;
/** Of one address: a room full of screens behind one. */
const MAX_LISTENERS_OF_ONE = 100;
/** What is worked on together: one batch of the largest kind and many of an agent's. */
const WRITE_QUEUE: WriteQueueLimits = { running: 16, runningBytes: 48 * 1024 * 1024, waiting: 4_000 };

export interface Limits {
  /** By address. */
  readonly wrongCodes: Allowances;
  readonly wrongTokens: Allowances;
  /** By token holder. */
  readonly writes: Allowances;
  readonly writtenBytes: Allowances;
  readonly writeQueue: WriteQueue;
  readonly listeners: ListenerCount;
}

/** @param now milliseconds of a clock that nobody sets. */
export function openLimits(now: () => number): Limits {
  return {
    wrongCodes: new Allowances(WRONG_CODES, now),
    wrongTokens: new Allowances(WRONG_TOKENS, now),
    writes: new Allowances(WRITES, now),
    writtenBytes: new Allowances(WRITTEN_BYTES, now),
    writeQueue: new WriteQueue(WRITE_QUEUE),
    listeners: new ListenerCount(MAX_LISTENERS, MAX_LISTENERS_OF_ONE),
  };
}
