/**
 * Has the JavaScript engine spare memory where an agent of one site does not miss the speed (docs/adr/0007). Set from
 * inside, so that it holds however the agent was started. Only flags that V8 reads anew each time may stand here: with
 * those of concurrent collection, changed under way, it breaks down.
 */
import { setFlagsFromString } from 'node:v8';
import type { Timers } from './scheduler.ts';

/** An agent with this many jobs has no use for tidying every few minutes: more than twice a large site's. */
const MANY_JOBS = 60;
/**
 * Optimised code is worth its making where the agent works hard: this part of a core, over this time. A hundred pings
 * a second take a fifth of it, and compiling for them would cost more than it ever gives back.
 */
const BUSY_PART = 0.02;
const WATCH_MS = 30_000;
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
  readonly #cpuMs: () => number;
  #cancelTidying: () => void = () => {};
  #cancelWatch: () => void = () => {};

  /**
   * @param setFlag of the engine; tests pass their own.
   * @param cpuMs what the process has used since its start, milliseconds.
   */
  constructor(
    timers: Timers,
    setFlag: (flag: string) => void = setFlagsFromString,
    cpuMs: () => number = processCpuMs,
  ) {
    this.#timers = timers;
    this.#setFlag = setFlag;
    this.#cpuMs = cpuMs;
  }

  /** To be called when what the jobs need is loaded. */
  suit(jobCount: number): void {
    this.stop();
    for (const flag of SPARING) this.#setFlag(flag);
    if (jobCount < MANY_JOBS) this.#tidy(TIDY_FIRST_MS);
    else this.#watch();
  }

  /** The core's agent measures every site: there time is short, and so it has everything once it is seen to work. */
  #watch(): void {
    const beforeMs = this.#cpuMs();
    this.#cancelWatch = this.#timers.after(WATCH_MS, () => {
      if (this.#cpuMs() - beforeMs < BUSY_PART * WATCH_MS) this.#watch();
      else for (const flag of WORKING) this.#setFlag(flag);
    });
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
    this.#cancelWatch();
    this.#setFlag('--no-gc-global');
  }
}

function processCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
