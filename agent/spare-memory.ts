/**
 * Has the JavaScript engine spare memory where an agent of one site does not miss the speed (docs/adr/0007). Set from
 * inside, so that it holds however the agent was started. Only flags that V8 reads anew each time may stand here: with
 * those of concurrent collection, changed under way, it breaks down.
 */
import { setFlagsFromString } from 'node:v8';
import type { Timers } from './scheduler.ts';

/** An agent with this many jobs does not spare: more than twice a large site's. */
const MANY_JOBS = 60;
/** Full collections only: for a minute after a change of the work, which leaves rubbish, and shortly now and then. */
const TIDY_FIRST_MS = 60_000;
const TIDY_MS = 20_000;
const TIDY_EVERY_MS = 600_000;

const SPARING = [
  // The young generation stays at its first size, 2 x 1 MB, instead of growing to 2 x 16 MB.
  '--semi-space-growth-factor=1',
  // No second and third version of each function in machine code, nor the pages of the compilers that make them.
  '--no-opt',
  '--no-sparkplug',
];
const WORKING = ['--semi-space-growth-factor=2', '--opt', '--sparkplug'];

/** To be called before anything else is loaded: what is compiled at start is not compiled again. */
export function spareMemory(): void {
  for (const flag of SPARING) setFlagsFromString(flag);
}

/** Suits the engine to the work as it changes. */
export class MemorySaver {
  readonly #timers: Timers;
  readonly #setFlag: (flag: string) => void;
  #cancelTidying: () => void = () => {};

  /** @param setFlag of the engine; tests pass their own. */
  constructor(timers: Timers, setFlag: (flag: string) => void = setFlagsFromString) {
    this.#timers = timers;
    this.#setFlag = setFlag;
  }

  /**
   * To be called when what the jobs need is loaded. The core's agent measures every site: what its compilers cost in the
   * first minute and a half they give back in all that follow.
   */
  suit(jobCount: number): void {
    this.stop();
    const isSmall = jobCount < MANY_JOBS;
    for (const flag of isSmall ? SPARING : WORKING) this.#setFlag(flag);
    if (isSmall) this.#tidy(TIDY_FIRST_MS);
  }

  /** Left to itself the engine would wait for tens of megabytes of rubbish before it looks at the old generation. */
  #tidy(forMs: number): void {
    this.#setFlag('--gc-global');
    this.#cancelTidying = this.#timers.after(forMs, () => {
      this.#setFlag('--no-gc-global');
      this.#cancelTidying = this.#timers.after(TIDY_EVERY_MS, () => this.#tidy(TIDY_MS));
    });
  }

  stop(): void {
    this.#cancelTidying();
    this.#setFlag('--no-gc-global');
  }
}
