import { describe, expect, it } from 'vitest';
import { UnseenPauses } from '../../../../collector/state/unseen.ts';
import type { Evidence, Outcome } from '../../../../model/state.ts';

function evidence(outcome: Outcome, timeMs: number, words = 'words'): Evidence {
  return { subject: 'site:a', outcome, timeMs, answeredMs: undefined, observer: 'core', proof: () => words };
}

/** Rounds every five seconds up to second 20, and the next at the second given. */
function pausedUntil(toS: number): UnseenPauses {
  const pauses = new UnseenPauses();
  for (let second = 0; second < 20; second += 5)
    pauses.between('site:a', second * 1_000, (second + 5) * 1_000, 'up');
  pauses.between('site:a', 20_000, toS * 1_000, 'up');
  return pauses;
}

describe('pauses over which a state went on', () => {
  it('are told of once for what was heard of them', () => {
    const pauses = pausedUntil(40);
    pauses.late(evidence('refuted', 25_000));
    const [unseen, ...others] = pauses.take();
    expect(others).toEqual([]);
    expect(unseen).toMatchObject({ subject: 'site:a', gap: { fromMs: 20_000, toMs: 40_000, before: 'up' } });
    expect(unseen?.evidence.map(({ outcome, proof }) => [outcome, proof()])).toEqual([['refuted', 'words']]);
    expect(pauses.take()).toEqual([]);
  });

  it('come with all that is known of them when more is heard', () => {
    const pauses = pausedUntil(40);
    pauses.late(evidence('refuted', 25_000));
    pauses.take();
    pauses.late(evidence('fine', 30_000));
    expect(pauses.take()[0]?.evidence.map(({ timeMs }) => timeMs)).toEqual([25_000, 30_000]);
  });

  it('are left alone while all that is heard is well', () => {
    const pauses = pausedUntil(40);
    pauses.late(evidence('fine', 25_000));
    expect(pauses.take()).toEqual([]);
  });

  it('are longer than two rounds', () => {
    const pauses = pausedUntil(30);
    pauses.late(evidence('refuted', 25_000));
    expect(pauses.take()).toEqual([]);
  });

  it('are none where the subject was down, or unknown', () => {
    const pauses = new UnseenPauses();
    pauses.between('site:a', 1_000, 2_000, 'unknown');
    pauses.between('site:a', 2_000, 9_000, 'down');
    for (const timeMs of [1_500, 4_000]) pauses.late(evidence('refuted', timeMs));
    expect(pauses.take()).toEqual([]);
  });

  it('may be the first thing that is known after a start', () => {
    const pauses = new UnseenPauses();
    pauses.between('site:a', 1_000, 21_000, 'up');
    pauses.between('site:a', 21_000, 26_000, 'up');
    pauses.late(evidence('refuted', 11_000));
    expect(pauses.take()).toHaveLength(1);
  });

  it('keep the latest few, and do not grow without end', () => {
    const pauses = pausedUntil(40);
    for (let number = 0; number < 9; number++)
      pauses.between('site:a', 40_000 + number * 60_000, 100_000 + number * 60_000 - 1, 'up');
    pauses.late(evidence('refuted', 25_000));
    expect(pauses.take()).toEqual([]);
    for (let number = 0; number < 5_000; number++) pauses.late(evidence('poor', 530_000 + number));
    expect(pauses.take()[0]?.evidence).toHaveLength(1_000);
  });
});
