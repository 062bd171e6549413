/** What may happen in a small network, at random: rounds of measurements, silence, crashes, people. */
import fc from 'fast-check';
import type { Point } from '../../model/point.ts';
import type { SubjectId } from '../../model/state.ts';

export const START = 1_000_000_000;
export const SITES = ['hub', 'a', 'b', 'alone'] as const;
export const SUBJECTS = SITES.map((site): SubjectId => `site:${site}`);
/** Three in a row, and one for itself. */
export const UPSTREAM = new Map<SubjectId, SubjectId>([
  ['site:a', 'site:hub'],
  ['site:b', 'site:a'],
]);
export type Outcome = 'fine' | 'poor' | 'failed' | 'refuted';

export type Step =
  | { readonly kind: 'rounds'; readonly outcomes: readonly (Outcome | undefined)[]; readonly order: number }
  | { readonly kind: 'silence'; readonly ms: number }
  | { readonly kind: 'tick' }
  | { readonly kind: 'crash' }
  | { readonly kind: 'person'; readonly act: number; readonly on: number; readonly other: number };

const outcome = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Outcome>('fine') },
  { weight: 3, arbitrary: fc.constantFrom<Outcome>('refuted', 'failed', 'poor') },
  { weight: 1, arbitrary: fc.constant(undefined) },
);
const rounds = fc.record({
  kind: fc.constant('rounds' as const),
  outcomes: fc.array(outcome, { minLength: SITES.length, maxLength: SITES.length }),
  order: fc.nat(23),
});
export const happening: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: rounds },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('silence' as const),
      ms: fc.integer({ min: 1_000, max: 1_200_000 }),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'tick' as const }) },
);
export const crash = { weight: 2, arbitrary: fc.constant({ kind: 'crash' as const }) };
export const person = {
  weight: 3,
  arbitrary: fc.record({
    kind: fc.constant('person' as const),
    act: fc.nat(6),
    on: fc.nat(5),
    other: fc.nat(5),
  }),
};

export function pointOf(site: string, outcome: Outcome, timeMs: number): Point {
  const answered = outcome === 'fine' || outcome === 'poor';
  const fields = {
    packets_transmitted: 5n,
    packets_received: answered ? 5n : 0n,
    percent_packet_loss: outcome === 'poor' ? 40 : 0,
    confirmed: outcome === 'refuted',
  };
  return { measurement: 'ping', tags: { role: 'reach', site }, fields, timeMs };
}

/** Of the same things in any order: the n-th of their orders. */
export function inOrder<T>(things: readonly T[], order: number): T[] {
  const left = [...things];
  const found: T[] = [];
  for (let rest = order; left.length > 0; rest = Math.floor(rest / Math.max(1, left.length)))
    found.push(...left.splice(rest % left.length, 1));
  return found;
}

/** Behind a line that is cut nothing answers. Long enough for what follows to be another matter. */
export function roundsOfPhase(cut: readonly string[]): Extract<Step, { kind: 'rounds' }>[] {
  const answers = (subject: SubjectId): boolean => {
    const above = UPSTREAM.get(subject);
    return !cut.includes(subject.slice(5)) && (above === undefined || answers(above));
  };
  const outcomes = SUBJECTS.map((subject): Outcome => (answers(subject) ? 'fine' : 'refuted'));
  return Array.from({ length: 5 }, () => ({ kind: 'rounds', outcomes, order: 0 }));
}
