/** The log of what runs for long. */
import type { Logger } from 'pino';
import { destination, pino, stdTimeFunctions } from 'pino';

/** JSON lines on standard output, for journald and files. A full disk costs log lines, never the program. */
export function openLogger(name: string, level: string): Logger {
  const output = destination({ dest: 1, sync: true });
  output.on('error', () => undefined);
  return pino({ name, level, base: { name, pid: process.pid }, timestamp: stdTimeFunctions.isoTime }, output);
}
