import { describe, expect, it } from 'vitest';
import { lineReader } from '../../../../../agent/probes/ping/lines.ts';

function read(...pieces: string[]): string[] {
  const lines: string[] = [];
  const take = lineReader((line) => lines.push(line));
  for (const piece of pieces) take(piece);
  return lines;
}

describe('lines', () => {
  it('come whole, however they were cut', () => {
    expect(read('a', 'b\nc', 'd\n', '\ne')).toEqual(['ab', 'cd', '']);
  });

  it('without an end are dropped', () => {
    expect(read('x'.repeat(20_000), '\nb\n')).toEqual(['', 'b']);
  });
});
