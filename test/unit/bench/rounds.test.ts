import { describe, expect, it } from 'vitest';
import type { BenchCase, Subject } from '../../bench/bench-case.ts';
import { formatResult } from '../../bench/report.ts';
import { measureCase } from '../../bench/rounds.ts';

/** A subject whose cost is what the list says, round by round. */
function scripted(name: string, costs: readonly number[], calls: string[]): Subject {
  let round = 0;
  return {
    name,
    async run() {
      calls.push(name);
      return { figures: { wall_ms: costs[round++] ?? Number.NaN } };
    },
  };
}

const base: Omit<BenchCase, 'prepare'> = {
  name: 'demo',
  describes: 'nothing at all',
  rounds: 3,
  ratios: [['ours', 'peer', 'wall_ms']],
};

async function measure(bench: Omit<BenchCase, 'prepare'>) {
  const calls: string[] = [];
  const subjects = [scripted('ours', [999, 1, 2, 3], calls), scripted('peer', [999, 2, 8, 6], calls)];
  const result = await measureCase({ ...bench, prepare: async () => ({ subjects }) }, { subjects });
  return { calls, result };
}

describe('measureCase', () => {
  it('takes the subjects in turn, and does not count the first round', async () => {
    const { calls, result } = await measure(base);
    expect(calls.join(' ')).toBe('ours peer ours peer ours peer ours peer');
    expect(result.subjects.map((subject) => subject.figures.wall_ms)).toEqual([
      { median: 2, min: 1, max: 3 },
      { median: 6, min: 2, max: 8 },
    ]);
    expect(result.ratios).toEqual([
      { ratioOf: ['ours', 'peer', 'wall_ms'], median: 0.5, min: 0.25, max: 0.5 },
    ]);
  });

  it('says which limits do not hold', async () => {
    const { result } = await measure({
      ...base,
      limits: [
        { subject: 'ours', figure: 'wall_ms', atMost: 2 },
        { subject: 'peer', figure: 'wall_ms', atMost: 5 },
        { ratioOf: ['ours', 'peer', 'wall_ms'], atMost: 0.4 },
      ],
    });
    expect(result.breaches).toEqual([
      'peer, wall_ms: median 6.00 is above the limit of 5',
      'ours / peer, wall_ms: median 0.500 is above the limit of 0.4',
    ]);
  });

  it('refuses a ratio to a subject that is not there', async () => {
    await expect(measure({ ...base, ratios: [['ours', 'nobody', 'wall_ms']] })).rejects.toThrow('nobody');
  });
});

describe('formatResult', () => {
  it('is a table', async () => {
    const { result } = await measure(base);
    expect(formatResult(result).split('\n')).toEqual([
      'demo: nothing at all (3 rounds)',
      'subject      figure   median     min     max',
      'ours         wall_ms   2.000   1.000   3.000',
      'peer         wall_ms   6.000   2.000   8.000',
      'ours / peer  wall_ms  0.5000  0.2500  0.5000',
      '',
    ]);
  });
});
