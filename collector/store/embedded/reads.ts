/** The questions that the embedded store answers from raw values, as SQL. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import type { FieldValue, Point } from '../../../model/point.ts';
import type { Summary, SummaryQuery, TimeRange } from '../metric-store.ts';
import { KINDS, type Kind } from './schema.ts';
import { KIND_OF, type SeriesEntry, type StoredType } from './series-index.ts';
import type { Source } from './source.ts';

/** Nearest rank, so that it is a value that was measured. */
export const P95 = 'quantile_disc(value, 0.95)::double';

/** Series of one kind, and the condition that rows are theirs. */
export interface Chosen {
  readonly kind: Kind;
  readonly firstSeries: number;
  readonly lastSeries: number;
  readonly condition: string;
}

export function byKind(entries: readonly Pick<SeriesEntry, 'id' | 'type'>[]): Chosen[] {
  return KINDS.flatMap((kind) => {
    const ids = entries.filter(({ type }) => KIND_OF[type] === kind).map(({ id }) => id);
    if (ids.length === 0) return [];
    const firstSeries = ids.reduce((lowest, id) => Math.min(lowest, id));
    const lastSeries = ids.reduce((highest, id) => Math.max(highest, id));
    // Whole row groups are passed over by the range; all series of a field are one.
    const range = `series between ${firstSeries} and ${lastSeries}`;
    const isRange = lastSeries - firstSeries + 1 === ids.length;
    const condition = isRange ? range : `${range} and series in (${ids.join(',')})`;
    return [{ kind, firstSeries, lastSeries, condition }];
  });
}

const FIGURES = {
  average: 'avg(value)::double',
  minimum: 'min(value)::double',
  maximum: 'max(value)::double',
  p95: P95,
} as const satisfies Record<SummaryQuery['figure'], string>;

const summaryRowSchema = z.tuple([z.number(), z.number()]).transform(([place, value]) => ({ place, value }));

/** Values whose percentiles are found at a time: about 100 MB. */
const SLICE_VALUES = 8_000_000;

/** @param seriesCount of all series of the store. */
export async function readSummary(
  connection: DuckDBConnection,
  source: Source,
  entries: readonly SeriesEntry[],
  query: SummaryQuery,
  seriesCount: number,
): Promise<Summary[]> {
  const places = new Map<string, number>();
  const grouped = entries.flatMap(({ id, type, tags }) => {
    const group = tags[query.by];
    if (group === undefined) return [];
    const place = places.get(group) ?? places.size;
    places.set(group, place);
    return [{ id, type, place }];
  });
  if (grouped.length === 0) return [];
  const groups = [...places.keys()];
  const found: Summary[] = [];
  // Percentiles keep all values of a group in memory: few groups at a time, and their series lie together.
  const slices =
    query.figure === 'p95'
      ? Math.ceil((source.countOf(query) * grouped.length) / seriesCount / SLICE_VALUES)
      : 1;
  const size = Math.ceil(groups.length / Math.max(1, slices));
  for (let from = 0; from < groups.length; from += size) {
    const slice = grouped.filter(({ place }) => place >= from && place < from + size);
    for (const { place, value } of await figuresOf(connection, source, slice, query))
      found.push({ group: groups[place] ?? '', value });
  }
  return found
    .sort((one, other) => other.value - one.value || (one.group < other.group ? -1 : 1))
    .slice(0, query.highest);
}

async function figuresOf(
  connection: DuckDBConnection,
  source: Source,
  grouped: readonly (Pick<SeriesEntry, 'id' | 'type'> & { readonly place: number })[],
  query: SummaryQuery,
): Promise<{ place: number; value: number }[]> {
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
  return result.getRows().map((row) => summaryRowSchema.parse(row));
}

const ALWAYS: TimeRange = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

const extentRowSchema = z.tuple([z.bigint().nullable(), z.bigint().nullable()]);

export async function readExtent(
  connection: DuckDBConnection,
  source: Source,
  entries: readonly SeriesEntry[],
): Promise<TimeRange | undefined> {
  let extent: TimeRange | undefined;
  for (const chosen of byKind(entries)) {
    const result = await connection.runAndReadAll(
      `select min(time_ms), max(time_ms) from ${source.raw(chosen, ALWAYS)} where ${chosen.condition}`,
    );
    const [first, last] = extentRowSchema.parse(result.getRows()[0]);
    if (first === null || last === null) continue;
    extent = {
      fromMs: Math.min(Number(first), extent?.fromMs ?? Number.POSITIVE_INFINITY),
      toMs: Math.max(Number(last) + 1, extent?.toMs ?? 0),
    };
  }
  return extent;
}

const sampleRowSchema = z.tuple([z.number(), z.bigint(), z.union([z.number(), z.bigint(), z.string()])]);

function fieldValue(type: StoredType, value: number | bigint | string): FieldValue {
  return type === 'boolean' ? Boolean(value) : value;
}

export async function* readPoints(
  connection: DuckDBConnection,
  source: Source,
  entries: readonly SeriesEntry[],
  range: TimeRange,
): AsyncGenerator<readonly Point[]> {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const chosen of byKind(entries)) {
    const result = await connection.stream(
      `select series, time_ms, value from ${source.raw(chosen, range)}
       where ${chosen.condition} and time_ms >= $1 and time_ms < $2`,
      [BigInt(range.fromMs), BigInt(range.toMs)],
    );
    for await (const rows of result.yieldRows()) {
      yield rows.flatMap((row): Point[] => {
        const [series, timeMs, value] = sampleRowSchema.parse(row);
        const entry = byId.get(series);
        if (!entry) return [];
        const { measurement, tags, field, type } = entry;
        return [{ measurement, tags, fields: { [field]: fieldValue(type, value) }, timeMs: Number(timeMs) }];
      });
    }
  }
}

/** The condition that a row is of one of the series and older. */
export function olderRows(entries: readonly SeriesEntry[], kind: Kind, beforeMs: number): string | undefined {
  const chosen = byKind(entries).find((one) => one.kind === kind);
  return chosen && `${chosen.condition} and time_ms < ${beforeMs}`;
}

/** Notes the newest values of all series that had one in the range. */
export async function readLatest(
  connection: DuckDBConnection,
  source: Source,
  range: TimeRange,
  note: (series: number, value: number | bigint | string, timeMs: number) => void,
): Promise<void> {
  for (const kind of KINDS) {
    const all = { kind, firstSeries: 0, lastSeries: Number.POSITIVE_INFINITY };
    const result = await connection.stream(
      `select series, max(time_ms), arg_max(value, time_ms) from ${source.raw(all, range)}
       where time_ms >= ${range.fromMs} group by series`,
    );
    for await (const rows of result.yieldRows()) {
      for (const row of rows) {
        const [series, timeMs, value] = sampleRowSchema.parse(row);
        note(series, value, Number(timeMs));
      }
    }
  }
}
