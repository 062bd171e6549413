import { describe, expect, it } from 'vitest';
import type { StateLimits, SubjectRecord } from '../../../../collector/state/engine.ts';
import { applyEvidence, applyTime, newRecord, resumedRecord } from '../../../../collector/state/engine.ts';
import type { Outcome, State, Transition } from '../../../../model/state.ts';

const SUBJECT = 'site:a';
const limits: StateLimits = { failedRounds: 3, poorRounds: 3, fineRounds: 3, silenceMs: 30_000 };
/** Evidence of which nothing else matters. */
const NO_WORD = { answeredMs: undefined, proof: () => '' };
const LETTERS: Readonly<Record<string, Outcome>> = { f: 'fine', p: 'poor', x: 'failed', X: 'refuted' };

/** A subject in a state for ten minutes, with evidence up to second 0 or, if it is unknown, none. */
function recordIn(state: State): SubjectRecord {
  return resumedRecord(SUBJECT, state, -600_000, 0, 0);
}

interface Course {
  record: SubjectRecord;
  transitions: Transition[];
}

/** One piece of evidence every five seconds from `fromS` on; it arrives when it is measured. */
function follow(record: SubjectRecord, letters: string, fromS = 5): Course {
  const course: Course = { record, transitions: [] };
  for (const [index, letter] of [...letters].entries()) {
    const timeMs = (fromS + index * 5) * 1_000;
    const evidence = {
      subject: SUBJECT,
      outcome: LETTERS[letter]!,
      timeMs,
      observer: 'core',
      answeredMs: undefined,
      proof: () => letter,
    } as const;
    const decision = applyEvidence(course.record, evidence, limits, timeMs);
    course.record = decision.record;
    course.transitions.push(...decision.transitions);
  }
  return course;
}

/** `from>to@second` of each transition. */
function told({ transitions }: { readonly transitions: readonly Transition[] }): string[] {
  return transitions.map(({ from, to, atMs }) => `${from}>${to}@${atMs / 1_000}`);
}

describe('evidence', () => {
  it.each<[State, string, string[]]>([
    // Fine
    ['up', 'fff', []],
    ['unknown', 'f', ['unknown>up@5']],
    ['down', 'f', ['down>up@5']],
    ['degraded', 'ff', []],
    ['degraded', 'fff', ['degraded>up@5']],
    ['degraded', 'ffpfff', ['degraded>up@20']],
    // Poor
    ['up', 'pp', []],
    ['up', 'ppp', ['up>degraded@5']],
    ['up', 'ppfppp', ['up>degraded@20']],
    ['up', 'ppxppp', ['up>degraded@20']],
    ['degraded', 'pppp', []],
    ['down', 'p', ['down>up@5']],
    ['unknown', 'ppp', ['unknown>up@5']],
    ['unknown', 'pppp', ['unknown>up@5', 'up>degraded@10']],
    // Failed: suspicion
    ['up', 'xx', []],
    ['up', 'xxx', ['up>down@5']],
    ['up', 'xfxx', []],
    ['unknown', 'xx', []],
    ['unknown', 'xxx', ['unknown>down@5']],
    ['degraded', 'xxx', ['degraded>down@5']],
    ['down', 'xxxx', []],
    // Refuted: proof
    ['up', 'X', ['up>down@5']],
    ['up', 'xX', ['up>down@5']],
    ['up', 'xfX', ['up>down@15']],
    ['degraded', 'X', ['degraded>down@5']],
    ['unknown', 'X', ['unknown>down@5']],
    ['down', 'X', []],
    // There and back
    ['up', 'Xxxf', ['up>down@5', 'down>up@20']],
    ['up', 'XfX', ['up>down@5', 'down>up@10', 'up>down@15']],
    ['up', 'pppfff', ['up>degraded@5', 'degraded>up@20']],
  ])('%s, then %s', (state, letters, expected) => {
    expect(told(follow(recordIn(state), letters))).toEqual(expected);
  });

  it('names the measurement that decided, and when it was decided', () => {
    const [transition] = follow(recordIn('up'), 'xxx').transitions;
    expect(transition).toMatchObject({ proof: 'x', atMs: 5_000, decidedMs: 15_000 });
  });

  it('that is older than what is known decides nothing', () => {
    const { record } = follow(recordIn('up'), 'f', 100);
    expect(told(follow(record, 'XXX', 50))).toEqual([]);
    expect(follow(record, 'X', 50).record.evidenceMs).toBe(100_000);
  });

  it('before the beginning of the present state changes it from there', () => {
    const started = newRecord(SUBJECT, 60_000);
    expect(told(follow(started, 'f', 5))).toEqual(['unknown>up@60']);
  });
});

describe('silence', () => {
  it('makes unknown, from the last evidence on', () => {
    const { record } = follow(recordIn('up'), 'f', 20);
    const { transitions } = applyTime(record, limits, 50_001);
    expect(told({ transitions })).toEqual(['up>unknown@20']);
    expect(transitions[0]).toMatchObject({ proof: undefined, decidedMs: 50_001 });
  });

  it('is none as long as the limit has not passed', () => {
    const { record } = follow(recordIn('up'), 'f', 20);
    expect(applyTime(record, limits, 50_000).transitions).toEqual([]);
  });

  it('is told once', () => {
    const { record } = applyTime(recordIn('up'), limits, 60_000);
    expect(applyTime(record, limits, 999_000).transitions).toEqual([]);
  });

  it('is none while a backlog arrives', () => {
    const evidence = { subject: SUBJECT, outcome: 'fine', timeMs: 5_000, observer: '', ...NO_WORD } as const;
    const { record } = applyEvidence(recordIn('up'), evidence, limits, 900_000);
    expect(applyTime(record, limits, 920_000).transitions).toEqual([]);
  });

  it('between two measurements is written down afterwards', () => {
    const { record } = follow(recordIn('up'), 'f', 20);
    expect(told(follow(record, 'f', 100))).toEqual(['up>unknown@20', 'unknown>up@100']);
  });

  it('of exactly the limit is none', () => {
    expect(told(follow(recordIn('up'), 'f', 30))).toEqual([]);
  });

  it('is taken back where the measurements were only late', () => {
    const silent = applyTime(follow(recordIn('up'), 'f', 20).record, limits, 60_000).record;
    expect(told(follow(silent, 'f', 25))).toEqual(['unknown>up@20']);
  });

  it('is taken back as down where late measurements prove that', () => {
    const silent = applyTime(follow(recordIn('up'), 'fx', 20).record, limits, 60_000).record;
    expect(told(follow(silent, 'X', 30))).toEqual(['unknown>down@25']);
  });

  it.each(['xx', 'Xxx'])('after %s is not rounded into down by one failed round behind it', (before) => {
    const failing = follow(recordIn('up'), before).record;
    const silent = applyTime(failing, limits, 60_000).record;
    expect(told(follow(silent, 'x', 4_000))).toEqual([]);
    expect(told(follow(silent, 'xxx', 4_000))).toEqual(['unknown>down@4000']);
  });

  it('keeps proof behind it from reaching back over it', () => {
    const silent = applyTime(follow(recordIn('up'), 'xx').record, limits, 60_000).record;
    expect(told(follow(silent, 'X', 4_000))).toEqual(['unknown>down@4000']);
  });

  it('that nobody noted keeps rounds on its two sides apart as well', () => {
    const failing = follow(recordIn('up'), 'xx').record;
    expect(told(follow(failing, 'x', 4_000))).toEqual(['up>unknown@10']);
  });
});

describe('a resumed subject', () => {
  it('keeps its state and counts anew', () => {
    const record = resumedRecord(SUBJECT, 'up', 1_000, 50_000, 60_000);
    expect(record).toMatchObject({ state: 'up', sinceMs: 1_000, evidenceMs: 50_000, failed: { rounds: 0 } });
  });

  it('has the whole limit of silence before it is unknown', () => {
    const record = resumedRecord(SUBJECT, 'up', 1_000, 50_000, 600_000);
    expect(applyTime(record, limits, 630_000).transitions).toEqual([]);
    expect(told(applyTime(record, limits, 630_001))).toEqual(['up>unknown@50']);
  });

  it('that was unknown takes the evidence that comes', () => {
    const record = resumedRecord(SUBJECT, 'unknown', 1_000, 90_000, 100_000);
    expect(told(follow(record, 'f', 50))).toEqual(['unknown>up@50']);
  });
});
