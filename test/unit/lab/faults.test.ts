import { describe, expect, it } from 'vitest';
import { congestArguments, faultRuleset, type LineFault, NO_FAULT, withLoss } from '../../lab/faults.ts';
import { planLab } from '../../lab/plan.ts';

const plan = planLab({ hubs: 1, communesPerHub: 1 });
const CLEAR = 'table netdev lab\ndelete table netdev lab\n';

function ruleset(node: string, faults: Record<string, LineFault>, dark: string[] = []): string {
  return faultRuleset(plan, { lines: new Map(Object.entries(faults)), dark: new Set(dark) }, node);
}

describe('faultRuleset', () => {
  it('only clears where nothing is wrong', () => {
    expect(ruleset('hub1', {})).toBe(CLEAR);
    expect(ruleset('core', { 'hub1-c1': { ...NO_FAULT, cut: true } })).toBe(CLEAR);
  });

  it('drops what arrives at both ends of a cut line', () => {
    const cut = { hub1: { ...NO_FAULT, cut: true } };
    expect(ruleset('core', cut)).toBe(
      `${CLEAR}table netdev lab {
  chain to-hub1 {
    type filter hook ingress device "to-hub1" priority 0; policy accept;
    counter drop
  }
}
`,
    );
    expect(ruleset('hub1', cut)).toContain('chain uplink {');
    expect(ruleset('hub1', cut)).not.toContain('to-c1');
  });

  it('loses what goes up at the upper end, and what goes down at the lower', () => {
    const up = { 'hub1-c1': withLoss(NO_FAULT, 12.5, 'up') };
    expect(ruleset('hub1', up)).toContain('numgen random mod 10000 < 1250 counter drop');
    expect(ruleset('hub1-c1', up)).toBe(CLEAR);
    const down = { 'hub1-c1': withLoss(NO_FAULT, 12.5, 'down') };
    expect(ruleset('hub1', down)).toBe(CLEAR);
    expect(ruleset('hub1-c1', down)).toContain('< 1250 counter drop');
  });

  it('drops all that arrives at a node without power', () => {
    const text = ruleset('hub1', {}, ['hub1']);
    expect(text.match(/counter drop/g)).toHaveLength(2);
    expect(text).toContain('chain uplink');
    expect(text).toContain('chain to-c1');
  });
});

describe('withLoss', () => {
  it('sets one direction or both, and leaves the rest', () => {
    const cut = { ...NO_FAULT, cut: true };
    expect(withLoss(cut, 5, 'both')).toEqual({ cut: true, lossUpPercent: 5, lossDownPercent: 5 });
    expect(withLoss(withLoss(NO_FAULT, 5, 'up'), 7, 'down')).toMatchObject({
      lossUpPercent: 5,
      lossDownPercent: 7,
    });
  });

  it.each([-1, 101, Number.NaN])('refuses %d percent', (percent) => {
    expect(() => withLoss(NO_FAULT, percent, 'up')).toThrow(RangeError);
  });
});

describe('congestArguments', () => {
  it('always leaves room for a frame in the bucket', () => {
    expect(congestArguments('uplink', 64).join(' ')).toBe(
      'qdisc replace dev uplink root tbf rate 64kbit burst 2000 latency 400ms',
    );
    expect(congestArguments('uplink', 8_000)).toContain('20000');
  });

  it('lifts the limit', () => {
    expect(congestArguments('uplink', undefined).join(' ')).toBe('qdisc del dev uplink root');
  });

  it('refuses a line that carries nothing', () => {
    expect(() => congestArguments('uplink', 0)).toThrow(RangeError);
  });
});
