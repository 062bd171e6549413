/**
 * Whose batch is worked on next. Fresh measurements go before what was spooled during an outage, and agents take
 * turns, so that a thousand agents that return together hold nobody up and none of them another.
 */

/** `live`: decides states now. `backlog`: can wait. */
export type Lane = 'live' | 'backlog';

export interface QueuedWork {
  /** Whose turn it takes. */
  readonly key: string;
  readonly lane: Lane;
  /** What it holds in memory while it is worked on, bytes. */
  readonly bytes: number;
}

export interface WriteQueueLimits {
  /** Batches worked on at the same time: they share one write to disk. */
  readonly running: number;
  /** Bytes of the batches worked on; one that is larger than all of it is worked on alone. */
  readonly runningBytes: number;
  /** Batches that wait; the backlog may have three quarters of it. */
  readonly waiting: number;
}

/** With live batches always waiting, every so many turns one is the backlog's: it must end, too. */
const BACKLOG_TURN = 8;

interface Waiting {
  readonly work: QueuedWork;
  readonly start: () => void;
}

export class WriteQueue {
  readonly #limits: WriteQueueLimits;
  /** By lane and key; the first key has the next turn. */
  readonly #lanes: Readonly<Record<Lane, Map<string, Waiting[]>>> = { live: new Map(), backlog: new Map() };
  #waiting = 0;
  #running = 0;
  #runningBytes = 0;
  #turn = 0;

  constructor(limits: WriteQueueLimits) {
    this.#limits = limits;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Whether another batch of a lane may wait here. */
  hasRoom(lane: Lane): boolean {
    const { waiting } = this.#limits;
    return this.#waiting < (lane === 'live' ? waiting : waiting * 0.75);
  }

  /** Does the work when its turn comes. @throws what the work throws. */
  async run<T>(work: QueuedWork, task: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => {
      const queue = this.#lanes[work.lane].get(work.key) ?? [];
      this.#lanes[work.lane].set(work.key, queue);
      queue.push({ work, start: resolve });
      this.#waiting++;
      this.#startNext();
    });
    try {
      return await task();
    } finally {
      this.#running--;
      this.#runningBytes -= work.bytes;
      this.#startNext();
    }
  }

  #startNext(): void {
    for (;;) {
      const lane = this.#nextLane();
      const [key, queue] = (lane && this.#lanes[lane].entries().next().value) ?? [];
      const next = queue?.[0];
      if (!lane || key === undefined || !queue || !next || !this.#fits(next.work)) return;
      queue.shift();
      // Behind all others that wait, if it has more.
      this.#lanes[lane].delete(key);
      if (queue.length > 0) this.#lanes[lane].set(key, queue);
      this.#turn++;
      this.#waiting--;
      this.#running++;
      this.#runningBytes += next.work.bytes;
      next.start();
    }
  }

  #nextLane(): Lane | undefined {
    const { live, backlog } = this.#lanes;
    if (live.size === 0) return backlog.size === 0 ? undefined : 'backlog';
    return backlog.size > 0 && this.#turn % BACKLOG_TURN === BACKLOG_TURN - 1 ? 'backlog' : 'live';
  }

  #fits({ bytes }: QueuedWork): boolean {
    const { running, runningBytes } = this.#limits;
    if (this.#running === 0) return true;
    return this.#running < running && this.#runningBytes + bytes <= runningBytes;
  }
}
