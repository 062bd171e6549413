/** How many devices are asked at once by the whole agent. */

/**
 * Ten thousand devices that are asked in the same second make a burst that queues drop; a device answers in some
 * 10 ms, so that 64 at a time are thousands a second.
 */
const DEVICES_AT_ONCE = 64;
/** Who takes longer is waiting for an answer, not working: a dead device must not hold up a living one. Milliseconds. */
const LONGEST_HOLD_MS = 250;

export class DeviceSlots {
  readonly #atOnce: number;
  readonly #longestHoldMs: number;
  readonly #queue: (() => void)[] = [];
  #taken = 0;

  constructor(atOnce: number = DEVICES_AT_ONCE, longestHoldMs: number = LONGEST_HOLD_MS) {
    this.#atOnce = atOnce;
    this.#longestHoldMs = longestHoldMs;
  }

  /** Does the work when there is a slot for it, first come, first served. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#take();
    let held = true;
    const free = () => {
      if (!held) return;
      held = false;
      this.#taken--;
      this.#queue.shift()?.();
    };
    const timer = setTimeout(free, this.#longestHoldMs);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      free();
    }
  }

  #take(): Promise<void> {
    if (this.#taken < this.#atOnce) {
      this.#taken++;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#queue.push(() => {
        this.#taken++;
        resolve();
      });
    });
  }
}

const slotsOfAgents = new WeakMap<object, DeviceSlots>();

/** The slots that all probes of an agent share. @param agent what they have in common: its scheduler. */
export function slotsOf(agent: object): DeviceSlots {
  const known = slotsOfAgents.get(agent);
  if (known) return known;
  const slots = new DeviceSlots();
  slotsOfAgents.set(agent, slots);
  return slots;
}
