/** The log of what runs for long. */
import type { Logger } from 'pino';
import { destination, pino, stdTimeFunctions } from 'pino';

/** What waits for a reader that does not read; lines beyond it are dropped. */
const MAX_WAITING_BYTES = 4_000_000;

/**
 * JSON lines on standard output, for journald and files. A full disk costs log lines, never the program; a reader that
 * is slow costs none of its time: written at once, a full pipe would stop the program for a tenth of a second each time.
 * What waits is written when the program ends.
 */
export function openLogger(name: string, level: string): Logger {
  const output = destination({ dest: 1, sync: false, maxLength: MAX_WAITING_BYTES });
  output.on('error', () => undefined);
  return pino({ name, level, base: { name, pid: process.pid }, timestamp: stdTimeFunctions.isoTime }, output);
}
