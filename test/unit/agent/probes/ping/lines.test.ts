import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { readLines } from '../../../../../agent/probes/ping/lines.ts';

describe('lines of a stream', () => {
  it('come whole, however they were cut', async () => {
    const stream = new PassThrough();
    const lines: string[] = [];
    readLines(stream, 0, (line) => lines.push(line));
    for (const piece of ['a', 'b\nc', 'd\n', '\ne']) stream.write(piece);
    stream.end();
    await new Promise((resolve) => stream.once('close', resolve));
    expect(lines).toEqual(['ab', 'cd', '']);
  });

  it('wait for the next gulp', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const stream = new PassThrough();
      const lines: string[] = [];
      const stop = readLines(stream, 100, (line) => lines.push(line));
      const settled = () => new Promise((resolve) => setImmediate(resolve));
      stream.write('a\n');
      await settled();
      stream.write('b\n');
      await settled();
      expect(lines).toEqual(['a']);
      vi.advanceTimersByTime(100);
      await settled();
      expect(lines).toEqual(['a', 'b']);
      stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('without an end are dropped', async () => {
    const stream = new PassThrough();
    const lines: string[] = [];
    readLines(stream, 0, (line) => lines.push(line));
    stream.write('x'.repeat(20_000));
    await new Promise((resolve) => setImmediate(resolve));
    stream.write('\nb\n');
    await new Promise((resolve) => setImmediate(resolve));
    expect(lines).toEqual(['', 'b']);
  });
});
