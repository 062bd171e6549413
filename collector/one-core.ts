/** What a collector does otherwise where it has one core to itself. */
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';

/**
 * V8 marks what is still used with four threads beside the one that decides. On one core they take four fifths of it
 * for half a second at a time, every few seconds, and a message waits so long. Here the deciding thread does it
 * itself, in steps of milliseconds, and three times less often, at the price of up to as much memory again.
 */
const FLAGS = ['--no-concurrent-marking', '--heap-growing-percent=100'];

/** To be called before there is much to collect. */
export function suitOneCore(
  cores: number = availableParallelism(),
  setFlag: (flag: string) => void = setFlagsFromString,
): void {
  if (cores === 1) for (const flag of FLAGS) setFlag(flag);
}
