/** Runs the subjects of a case in turn, A B A B, and sums up. */
import type { BenchCase, Figures, Limit, PreparedCase, RatioOf } from './bench-case.ts';
import { figureOver, pairedRatios, type Spread, spreadOf } from './statistics.ts';

export interface SubjectResult {
  readonly name: string;
  readonly rounds: readonly Figures[];
  readonly figures: Readonly<Record<string, Spread>>;
}

export interface RatioResult extends Spread {
  readonly ratioOf: RatioOf;
}

export interface BenchResult {
  readonly name: string;
  readonly describes: string;
  readonly subjects: readonly SubjectResult[];
  readonly ratios: readonly RatioResult[];
  /** Limits that do not hold, as sentences. */
  readonly breaches: readonly string[];
}

/** Measures a prepared case: one round to warm up, then those that count. */
export async function measureCase(bench: BenchCase, prepared: PreparedCase): Promise<BenchResult> {
  const rounds = new Map<string, Figures[]>(prepared.subjects.map(({ name }) => [name, []]));
  for (let round = bench.warmUp === false ? 1 : 0; round <= bench.rounds; round++) {
    for (const subject of prepared.subjects) {
      const { figures } = await subject.run();
      if (round > 0) rounds.get(subject.name)?.push(figures);
    }
  }
  return summariseCase(bench, rounds);
}

/** Sums up measured rounds by subject. Pure. */
export function summariseCase(
  bench: Pick<BenchCase, 'name' | 'describes' | 'ratios' | 'limits'>,
  rounds: ReadonlyMap<string, readonly Figures[]>,
): BenchResult {
  const roundsOf = (name: string) => {
    const found = rounds.get(name);
    if (!found) throw new RangeError(`${bench.name} has no subject ${name}`);
    return found;
  };
  const valuesOf = (name: string, figure: string) => figureOver(roundsOf(name), figure);
  const ratioSpread = ([subject, peer, figure]: RatioOf) =>
    spreadOf(pairedRatios(valuesOf(subject, figure), valuesOf(peer, figure)));
  const breachOf = (limit: Limit): string[] => {
    const spread =
      'ratioOf' in limit ? ratioSpread(limit.ratioOf) : spreadOf(valuesOf(limit.subject, limit.figure));
    const what =
      'ratioOf' in limit
        ? `${limit.ratioOf[0]} / ${limit.ratioOf[1]}, ${limit.ratioOf[2]}`
        : `${limit.subject}, ${limit.figure}`;
    return spread.median <= limit.atMost
      ? []
      : [`${what}: median ${spread.median.toPrecision(3)} is above the limit of ${limit.atMost}`];
  };
  return {
    name: bench.name,
    describes: bench.describes,
    subjects: Array.from(rounds, ([name, figures]) => ({
      name,
      rounds: figures,
      figures: Object.fromEntries(
        Object.keys(figures[0] ?? {}).map((figure) => [figure, spreadOf(valuesOf(name, figure))]),
      ),
    })),
    ratios: bench.ratios.map((ratioOf) => ({ ratioOf, ...ratioSpread(ratioOf) })),
    breaches: (bench.limits ?? []).flatMap(breachOf),
  };
}
