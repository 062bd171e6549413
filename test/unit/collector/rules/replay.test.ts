import { expect, it } from 'vitest';
import { Replay } from '../../../../collector/rules/replay.ts';
import { blockOf } from '../../../../model/point-block.ts';
import { MINUTE, ruleOf, START, Watching } from './watching.ts';

it('stored fields of one moment are judged together, and what would have been raised has its stretch', () => {
  const rule =
    'of: device, metrics: [{ measurement: m, field: v }], if: { admin: 1 }, levels: [{ severity: warning, raise: 80 }, { severity: major, raise: 95 }]';
  const replay = new Replay(new Watching(ruleOf(rule)).watch);
  const values = [10, 85, 99, 10, 85];
  replay.play(
    blockOf(
      values.map((v, minute) => ({
        measurement: 'm',
        tags: { device: 'r-a' },
        fields: { v, admin: 1n },
        timeMs: START + minute * MINUTE,
      })),
    ),
  );
  expect(replay.points).toBe(5);
  const common = { rule: 'r', subject: 'device:r-a', detail: 'wrong', isQuiet: false };
  expect(replay.raised).toEqual([
    { ...common, severity: 'major', fromMs: START + MINUTE, toMs: START + 3 * MINUTE },
    { ...common, severity: 'warning', fromMs: START + 4 * MINUTE, toMs: undefined },
  ]);
});
