/**
 * Has the JavaScript engine spare memory where an agent of one site does not miss the speed (docs/adr/0007). Set from
 * inside, so that it holds however the agent was started.
 */
import { setFlagsFromString } from 'node:v8';

/** An agent with this many jobs works hard enough to be worth optimised code: more than twice a large site's. */
const MANY_JOBS = 60;

/** To be called before anything else is loaded: what is compiled at start is not compiled again. */
export function spareMemory(): void {
  // The young generation stays at its first size, 2 x 1 MB, instead of growing to 2 x 16 MB.
  setFlagsFromString('--semi-space-growth-factor=1');
  // No second and third version of each function in machine code, nor the pages of the compilers that make them.
  setFlagsFromString('--no-opt');
  setFlagsFromString('--no-sparkplug');
}

/**
 * To be called when the work is known and what it needs is loaded.
 * The core's agent measures every site: there, processor time is what is short.
 */
export function suitWork(jobCount: number): void {
  const small = jobCount < MANY_JOBS;
  // Every collection is a full one, which takes 10 ms of a heap as small as this and comes twice a minute. Left to
  // itself the engine would wait for tens of megabytes of rubbish.
  setFlagsFromString(small ? '--gc-global' : '--no-gc-global');
  setFlagsFromString(small ? '--semi-space-growth-factor=1' : '--semi-space-growth-factor=2');
  setFlagsFromString(small ? '--no-sparkplug' : '--sparkplug');
  setFlagsFromString(small ? '--no-opt' : '--opt');
}
