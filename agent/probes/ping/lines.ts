/** Lines of a program's output, read in gulps. */
import type { Readable } from 'node:stream';

/** A program that never ends its line must not fill the memory. */
const MAX_LINE = 10_000;

/**
 * fping writes a line a packet; being woken for each costs more than the packet. The pipe holds what is not read
 * yet, so lines come late by up to `everyMs`, which does not matter where they carry their own time.
 * @param everyMs 0: as they come.
 * @returns how to stop.
 */
export function readLines(stream: Readable, everyMs: number, onLine: (line: string) => void): () => void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) rest = '';
    for (const line of lines) onLine(line);
    if (everyMs > 0) stream.pause();
  });
  if (everyMs === 0) return () => {};
  const timer = setInterval(() => stream.resume(), everyMs);
  return () => clearInterval(timer);
}
