import { describe, expect, it } from 'vitest';
import type { Gap } from '../../../../collector/state/late.ts';
import { fillGap } from '../../../../collector/state/late.ts';
import type { Evidence, Outcome, State } from '../../../../model/state.ts';

const limits = { failedRounds: 3, poorRounds: 3, fineRounds: 3, silenceMs: 30_000 };
const LETTERS: Readonly<Record<string, Outcome>> = { f: 'fine', p: 'poor', x: 'failed', X: 'refuted' };

/** One piece of evidence every five seconds; `.` leaves one out. */
function evidence(letters: string, fromS = 105): Evidence[] {
  return [...letters].flatMap((letter, index): Evidence[] => {
    const outcome = LETTERS[letter];
    const timeMs = (fromS + index * 5) * 1_000;
    const proof = () => `${letter}${index}`;
    return outcome
      ? [{ subject: 'site:a', outcome, timeMs, answeredMs: undefined, observer: 'core', proof }]
      : [];
  });
}

/** Second 100 to 200. */
function gapAfter(before: State): Gap {
  return { fromMs: 100_000, toMs: 200_000, before };
}

function told(before: State, letters: string, fromS?: number): string[] {
  return fillGap(gapAfter(before), evidence(letters, fromS), limits).map(
    ({ state, fromMs, toMs }) => `${state} ${fromMs / 1_000}-${toMs / 1_000}`,
  );
}

describe('late evidence', () => {
  it.each<[State, string, string[]]>([
    ['up', 'fffffffffffffffffff', ['up 100-200']],
    ['unknown', 'fffffffffffffffffff', ['up 100-200']],
    ['down', 'fffffffffffffffffff', ['down 100-105', 'up 105-200']],
    ['up', 'fffffXxxxxfffffffff', ['up 100-130', 'down 130-155', 'up 155-200']],
    ['up', 'XxxxxxxxxxxxxxxxxxX', ['up 100-105', 'down 105-200']],
    ['degraded', 'pppppffffffffffffff', ['degraded 100-130', 'up 130-200']],
    // Only as far as somebody looked
    ['up', 'fffff', ['up 100-125']],
    ['up', '..........fffff', ['up 155-175']],
    ['up', 'ff..........fffffff', ['up 100-110', 'up 165-200']],
    ['up', '', []],
    // Suspicion is no proof
    ['up', 'xx', ['up 100-110']],
    // More may be on the way: an outage is not drawn out to where something is known again
    ['up', 'ffffffffffffXxxx', ['up 100-165', 'down 165-180']],
    ['up', 'ffffffffffffXxxxxx', ['up 100-165', 'down 165-200']],
  ])('after %s, %s is %j', (before, letters, expected) => {
    expect(told(before, letters)).toEqual(expected);
  });

  it('from outside the gap says nothing of it', () => {
    expect(told('up', 'XXX', 50)).toEqual([]);
    expect(told('up', 'XXX', 200)).toEqual([]);
  });

  it('may come in any order', () => {
    const items = evidence('fffffXxxxxfffffffff');
    const backwards = fillGap(gapAfter('up'), items.toReversed(), limits);
    expect(backwards).toEqual(fillGap(gapAfter('up'), items, limits));
  });

  it('names what it was decided by', () => {
    const findings = fillGap(gapAfter('up'), evidence('fffffXxxxxfffffffff'), limits);
    expect(findings.map(({ proof }) => proof)).toEqual([undefined, 'X5', 'f10']);
  });
});
