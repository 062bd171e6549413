/** A logger whose lines a test reads. */
import { Writable } from 'node:stream';
import type { Logger } from 'pino';
import { pino } from 'pino';
import { LineBuffer } from '../lab/line-buffer.ts';

export interface MemoryLogger {
  readonly logger: Logger;
  /** Resolves when a line that matches has been logged that many times since the start; it may have been already. */
  logged(pattern: RegExp, times?: number): Promise<void>;
}

export function memoryLogger(): MemoryLogger {
  const lines = new LineBuffer();
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return {
    logger: pino({ level: 'debug' }, sink),
    async logged(pattern, times = 1) {
      let seen = 0;
      for await (const line of lines.read()) {
        if (pattern.test(line) && ++seen === times) return;
      }
    },
  };
}
