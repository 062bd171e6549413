import { expect, it } from 'vitest';
import { suitOneCore } from '../../../collector/one-core.ts';

it('leaves V8 its threads where there are cores for them', () => {
  const flags: string[] = [];
  suitOneCore(2, (flag) => flags.push(flag));
  expect(flags).toEqual([]);
  suitOneCore(1, (flag) => flags.push(flag));
  expect(flags).toContain('--no-concurrent-marking');
});
