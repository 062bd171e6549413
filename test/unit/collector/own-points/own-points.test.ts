import { describe, expect, it } from 'vitest';
import { isFromOthers } from '../../../../collector/own-points/own-points.ts';
import { LineParser } from '../../../../model/line-parser.ts';
import { SeriesTable } from '../../../../model/point-block.ts';

function blockOf(lines: string) {
  const parser = new LineParser(new SeriesTable());
  return parser.parse(Buffer.from(lines), { precision: 'ns', defaultTimeMs: 1, latestMs: 2 }).block;
}

describe('what the collector hears', () => {
  it.each([
    ['disk,site=a,agent=collector free=1i\n', false],
    ['disk,site=a,agent=collector free=1i\nping,site=a,agent=core sent=1i\n', true],
    ['weather,place=a temperature=20\n', true],
    ['', false],
  ])('%j is from others: %s', (lines, expected) => {
    expect(isFromOthers(blockOf(lines))).toBe(expected);
  });
});
