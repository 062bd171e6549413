/**
 * The 95th percentile of groups with many values, exact, without keeping all values in memory or sorting them.
 * Hours' roll-ups tell about where it lies. The raw values near that place are counted one by one, those above it
 * together, and those below it are passed over; whether the value with the right rank is among them shows then.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import type { TimeRange } from '../metric-store.ts';
import { byKind } from './reads.ts';
import type { SeriesEntry } from './series-index.ts';
import type { RollUpDays, Source } from './source.ts';
import { INTERVAL_MS, rolledUp } from './upkeep.ts';

/** A series, and the number of the group that it belongs to. */
export type Grouped = Pick<SeriesEntry, 'id' | 'type'> & { readonly place: number };

/** Ranks between which the percentile is looked for, by the guess: the farther apart, the more has to be counted. */
const LOW_RANK = 0.937;
const HIGH_RANK = 0.965;
/** Values looked through at a time; of every thirty, one is counted by itself: about 50 MB when all of these differ. */
const SLICE_VALUES = 25_000_000;
/** Values that no roll-up stands for: those of an hour are put in order. */
const MOST_LEFT_VALUES = 10_000_000;
/** Draws from what is known of a group: they meet the percentile within 3 in a 1000 of the ranks (one sigma). */
const DRAWS = 5_000;
const MOST_DRAWS_AN_HOUR = 20;

/** Pieces that a bracket is counted in, so that only what lies in one of them has to be put in order. */
const BINS = 1_000;

/** Where the percentile of a group is looked for. */
interface Bracket {
  readonly place: number;
  readonly low: number;
  readonly high: number;
  /** Its rank, from the highest value on. */
  readonly rank: number;
}

const bracketRowSchema = z.tuple([z.number(), z.bigint(), z.number(), z.number()]).transform(
  ([place, count, low, high]): Bracket => ({
    place,
    low,
    high,
    // Nearest rank from below is ceil(0.95 n); this is the same value.
    rank: Math.floor(Number(count) / 20) + 1,
  }),
);

const foundRowSchema = z.tuple([z.number(), z.number().nullable()]);

/** Groups in so many pieces, each with all series of its groups. */
export function slicesOf(grouped: readonly Grouped[], pieces: number): Grouped[][] {
  const places = [...new Set(grouped.map(({ place }) => place))];
  const size = Math.ceil(places.length / Math.max(1, pieces));
  const slices: Grouped[][] = [];
  for (let from = 0; from < places.length; from += size) {
    const wanted = new Set(places.slice(from, from + size));
    slices.push(grouped.filter(({ place }) => wanted.has(place)));
  }
  return slices;
}

/**
 * @param valueCount about how many values there are.
 * @returns the percentile by group; groups whose roll-ups have misled, or are missing, are left out.
 */
export async function readHighPercentiles(
  connection: DuckDBConnection,
  source: Source,
  grouped: readonly Grouped[],
  time: TimeRange,
  valueCount: number,
): Promise<Map<number, number>> {
  const days = source.wholeDaysWithRaw(time);
  const found = new Map<number, number>();
  const leftShare = source.countOf(time, days) / Math.max(1, source.countOf(time));
  if (leftShare * valueCount > MOST_LEFT_VALUES) return found;
  const brackets = await readBrackets(connection, hoursOf(source, grouped, time, days), grouped, time);
  for (const slice of slicesOf(grouped, Math.ceil(valueCount / SLICE_VALUES))) {
    const places = new Set(slice.map(({ place }) => place));
    const ofSlice = brackets.filter(({ place }) => places.has(place));
    if (ofSlice.length === 0) continue;
    for (const [place, value] of await readBetween(connection, source, slice, time, ofSlice))
      if (value !== null) found.set(place, value);
  }
  return found;
}

/** What is known of each series and hour of a range: roll-ups of whole days, and the same of the values beside them. */
function hoursOf(source: Source, grouped: readonly Grouped[], time: TimeRange, days: RollUpDays): string {
  const within = `time_ms >= ${time.fromMs} and time_ms < ${time.toMs}`;
  return byKind(grouped)
    .flatMap((chosen) => {
      const raw = `(select series, time_ms, value::double as value from ${source.raw(chosen, time, days)}
        where ${chosen.condition} and ${within})`;
      const rollUps = source.rollUps('hour', chosen, time, days);
      return [
        `(${rolledUp(raw, INTERVAL_MS.hour)})`,
        ...(rollUps ? [`(from ${rollUps} where ${chosen.condition} and ${within})`] : []),
      ];
    })
    .map((relation) => `select series, time_ms, value_count, minimum, maximum, average, p95 from ${relation}`)
    .join(' union all ');
}

const NAMES = `select unnest(from_json($1, '[{"id": "UINTEGER", "place": "INTEGER"}]'), recursive := true)`;

function namesOf(grouped: readonly Grouped[]): string {
  return JSON.stringify(grouped.map(({ id, place }) => ({ id, place })));
}

/**
 * Draws values as each hour may have had them: up to its 95th percentile crowded so that the average is right, from
 * there evenly up to the highest. An hour with half as many values is drawn from half as often.
 * A bracket goes from one value that was measured to another: where there are few different ones, in none between.
 */
async function readBrackets(
  connection: DuckDBConnection,
  knownHours: string,
  grouped: readonly Grouped[],
  time: TimeRange,
): Promise<Bracket[]> {
  const groups = new Set(grouped.map(({ place }) => place)).size;
  const hours = ((time.toMs - time.fromMs) / INTERVAL_MS.hour) * (grouped.length / groups);
  const draws = Math.min(MOST_DRAWS_AN_HOUR, Math.max(1, Math.ceil(DRAWS / hours)));
  const chance = (seed: number) => `(hash(series, time_ms, draw, ${seed}) >> 12) / 4503599627370496.0`;
  const result = await connection.runAndReadAll(
    `with name as (${NAMES}), hours as materialized (
       select * from (${knownHours}) join name on name.id = series
     ), ranked as (
       -- Of few values, the one with the rank stands for a lower depth: for 0.905 of 20, not 0.95.
       select *, ceil(value_count * 0.95) / (value_count + 1) as share, value_count / (max(value_count) over ()) as weight
       from hours
     ), shaped as (
       select *, (average - (1 - share) * (p95 + maximum) / 2) / share - minimum as mean from ranked
     ), drawn as (
       select place, case
           when depth > share then p95 + (maximum - p95) * (depth - share) / (1 - share)
           when p95 > minimum and mean > 0
             then minimum + (p95 - minimum) * pow(depth / share, least(greatest((p95 - minimum) / mean - 1, 0.05), 50))
           else minimum
         end as value
       from (select *, (draw + ${chance(1)}) / ${draws} as depth from shaped, range(${draws}) as draws(draw)
             where ${chance(2)} < weight)
     ), guessed as (
       select place, quantile_cont(value, ${LOW_RANK}) as low, quantile_cont(value, ${HIGH_RANK}) as high
       from drawn group by place
     )
     select place, sum(value_count)::bigint,
       max(case when maximum <= low then maximum when p95 <= low then p95 when minimum <= low then minimum end),
       min(case when minimum >= high then minimum when p95 >= high then p95 when maximum >= high then maximum end)
     from hours join guessed using (place) group by place`,
    [namesOf(grouped)],
  );
  return result.getRows().map((row) => bracketRowSchema.parse(row));
}

/** The value with the rank, by group: `null` when it lies above the bracket; groups where it lies below are left out. */
async function readBetween(
  connection: DuckDBConnection,
  source: Source,
  grouped: readonly Grouped[],
  time: TimeRange,
  brackets: readonly Bracket[],
): Promise<[place: number, value: number | null][]> {
  const lowest = brackets.reduce((low, bracket) => Math.min(low, bracket.low), Number.POSITIVE_INFINITY);
  // DuckDB orders NaN, too: comparing takes it half as long again as this, which is the same where there is none.
  const values = byKind(grouped)
    .map(
      (chosen) => `select series, value::double as value from ${source.inside(chosen, time)}
        where ${chosen.condition} and not signbit(value - ${lowest}::double)`,
    )
    .join(' union all ');
  const result = await connection.runAndReadAll(
    `with bracket as (
       select unnest(from_json($2, '[{"place": "INTEGER", "low": "DOUBLE", "high": "DOUBLE", "rank": "BIGINT"}]'),
         recursive := true)
     ), counted as materialized (
       select place, case when value > high then 'infinity' else value end as counted, count(*) as times,
         any_value(case when value > high then ${BINS} when high > low then (value - low) / (high - low) * ${BINS - 1} else 0 end)::integer as bin
       from (${values}) join (select * from (${NAMES}) as name join bracket using (place)) as sought on sought.id = series
       where value >= low group by place, counted
     ), summed as (
       select place, bin, sum(times) as times, sum(sum(times)) over (partition by place order by bin desc) as upto
       from counted group by place, bin
     ), chosen as (
       select place, bin, rank - (upto - times) as rank from summed join bracket using (place)
       where upto >= rank and upto - times < rank
     ), ranked as (
       select place, counted, rank, times, sum(times) over (partition by place order by counted desc) as upto
       from counted join chosen using (place, bin)
     )
     select place, nullif(counted, 'infinity') from ranked where upto >= rank and upto - times < rank`,
    [namesOf(grouped), JSON.stringify(brackets)],
  );
  return result.getRows().map((row) => foundRowSchema.parse(row));
}
