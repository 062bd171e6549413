import { describe, expect, it } from 'vitest';
import { BatchMarks } from '../../../../collector/ingest/batch-marks.ts';

const first = { agent: 'core', epoch: 'e' };

describe('batch marks', () => {
  it('go on from what the ledger has', () => {
    const marks = new BatchMarks([{ ...first, taken: '1-5,9-9' }]);
    marks.add({ ...first, first: 6, last: 7 });
    expect(String(marks.ranges(first))).toBe('1-7,9-9');
  });

  it('keep agents and epochs apart', () => {
    const marks = new BatchMarks();
    marks.add({ ...first, first: 1, last: 1 });
    expect(String(marks.ranges({ ...first, epoch: 'f' }))).toBe('');
    expect(String(marks.ranges({ ...first, agent: 'other' }))).toBe('');
  });

  it('forget, of too many epochs, the one that has been quiet for longest', () => {
    const marks = new BatchMarks();
    const add = (epoch: string) => marks.add({ agent: 'core', epoch, first: 1, last: 1 });
    for (let number = 0; number < 64; number++) expect(add(`e${number}`)).toBeUndefined();
    add('e0');
    expect(add('new')).toBe('e1');
    expect(String(marks.ranges({ agent: 'core', epoch: 'e0' }))).toBe('1-1');
    expect(String(marks.ranges({ agent: 'core', epoch: 'e1' }))).toBe('');
  });

  it('of an agent that leaves every other record out do not grow for ever', () => {
    const marks = new BatchMarks();
    for (let number = 1; number <= 10_001; number += 2)
      marks.add({ agent: 'core', epoch: 'e', first: number, last: number });
    const ranges = marks.ranges({ agent: 'core', epoch: 'e' });
    expect(String(ranges).split(',')).toHaveLength(2_000);
    // The oldest gaps went; the newest are still wanted.
    expect([ranges.has(2), ranges.has(10_000), ranges.has(10_001)]).toEqual([true, false, true]);
  });

  it('do not begin from what they cannot read', () =>
    expect(() => new BatchMarks([{ ...first, taken: '5' }])).toThrow('no list of ranges'));
});
