/** A logger that nobody hears, and one that can be asked what it was told. */
import { pino } from 'pino';

export const silent = pino({ level: 'silent' });

export function listeningLogger() {
  const lines: { level: number; msg: string }[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  return { logger, messages: () => lines.map(({ msg }) => msg) };
}
