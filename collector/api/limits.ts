/** How often something may be asked of the API, and by whom. */
import type { Rate } from '../../model/allowances.ts';
import { Allowances } from '../../model/allowances.ts';
import { ListenerCount } from './listener-count.ts';
import type { WriteQueueLimits } from './write-queue.ts';
import { WriteQueue } from './write-queue.ts';

/** Ten tries at a code, then one every six seconds: a slip of the finger costs nothing, guessing everything. */
const WRONG_CODES: Rate = { burst: 10, perSecond: 1 / 6 };

/** Passwords of one address, whatever the names: an office that comes to work in the morning, and no more. */
const SIGN_INS: Rate = { burst: 20, perSecond: 1 / 3 };

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
  readonly signIns: Allowances;
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
    signIns: new Allowances(SIGN_INS, now),
    writes: new Allowances(WRITES, now),
    writtenBytes: new Allowances(WRITTEN_BYTES, now),
    writeQueue: new WriteQueue(WRITE_QUEUE),
    listeners: new ListenerCount(MAX_LISTENERS, MAX_LISTENERS_OF_ONE),
  };
}
