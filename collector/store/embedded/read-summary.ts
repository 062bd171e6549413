/** A figure for each value of a tag: how the embedded store answers `summary`. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import type { Summary, SummaryQuery } from '../metric-store.ts';
import { type Grouped, readHighPercentiles, slicesOf } from './percentile.ts';
import { byKind, P95 } from './reads.ts';
import type { SeriesEntry } from './series-index.ts';
import type { Source } from './source.ts';

const FIGURES = {
  average: 'avg(value)::double',
  minimum: 'min(value)::double',
  maximum: 'max(value)::double',
  p95: P95,
} as const satisfies Record<SummaryQuery['figure'], string>;

const summaryRowSchema = z.tuple([z.number(), z.number()]).transform(([place, value]) => ({ place, value }));

/** Values whose percentiles are found at a time, because all of a group are in memory together: about 80 MB. */
const SLICE_VALUES = 4_000_000;
/** Of so many values and fewer it is quicker to put them in order than to look where the percentile lies. */
const FEW_VALUES = 10_000_000;

/**
 * @param seriesCount of all series of the store.
 * @param fewValues of more, the percentile is looked for where roll-ups say.
 */
export async function readSummary(
  connection: DuckDBConnection,
  source: Source,
  entries: readonly SeriesEntry[],
  query: SummaryQuery,
  seriesCount: number,
  fewValues = FEW_VALUES,
): Promise<Summary[]> {
  const places = new Map<string, number>();
  const grouped = entries.flatMap(({ id, type, tags }): Grouped[] => {
    const group = tags[query.by];
    if (group === undefined) return [];
    const place = places.get(group) ?? places.size;
    places.set(group, place);
    return [{ id, type, place }];
  });
  if (grouped.length === 0) return [];
  const valueCount = (source.countOf(query) * grouped.length) / seriesCount;
  const found =
    query.figure === 'p95'
      ? await percentilesOf(connection, source, grouped, query, { valueCount, fewValues })
      : await figuresOf(connection, source, grouped, query);
  const groups = [...places.keys()];
  return Array.from(found, ([place, value]) => ({ group: groups[place] ?? '', value }))
    .sort((one, other) => other.value - one.value || (one.group < other.group ? -1 : 1))
    .slice(0, query.highest);
}

/** Of many values, first where it is quick; then, one after the other, of the groups where that tells nothing. */
async function percentilesOf(
  connection: DuckDBConnection,
  source: Source,
  grouped: readonly Grouped[],
  query: SummaryQuery,
  { valueCount, fewValues }: { readonly valueCount: number; readonly fewValues: number },
): Promise<Map<number, number>> {
  const found =
    valueCount > fewValues
      ? await readHighPercentiles(connection, source, grouped, query, valueCount)
      : new Map<number, number>();
  const left = grouped.filter(({ place }) => !found.has(place));
  const leftValues = (valueCount * left.length) / grouped.length;
  // Few groups at a time, and their series lie together.
  for (const slice of slicesOf(left, Math.ceil(leftValues / SLICE_VALUES)))
    for (const [place, value] of await figuresOf(connection, source, slice, query)) found.set(place, value);
  return found;
}

async function figuresOf(
  connection: DuckDBConnection,
  source: Source,
  grouped: readonly Grouped[],
  query: SummaryQuery,
): Promise<Map<number, number>> {
  const values = byKind(grouped)
    .map(
      (chosen) =>
        `select series, value::double as value from ${source.inside(chosen, query)} where ${chosen.condition}`,
    )
    .join(' union all ');
  // By numbers: a text for each of a hundred million values would cost more than all the rest.
  const result = await connection.runAndReadAll(
    `select place, ${FIGURES[query.figure]} as figure
     from (${values}) join (
       select unnest(from_json($1, '[{"id": "UINTEGER", "place": "INTEGER"}]'), recursive := true)
     ) as name on name.id = series
     group by place`,
    [JSON.stringify(grouped.map(({ id, place }) => ({ id, place })))],
  );
  return new Map(
    result
      .getRows()
      .map((row) => summaryRowSchema.parse(row))
      .map(({ place, value }) => [place, value]),
  );
}
