/**
 * Raw values of several measurements in order of time: how the embedded store answers `walk`. Files lie by series;
 * DuckDB sorts a stretch by time on its own threads, and the next one while this one is looked at.
 */
import { setImmediate } from 'node:timers/promises';
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { z } from 'zod';
import { type PointBlock, SeriesTable } from '../../../model/point-block.ts';
import type { TimeRange, Walk } from '../metric-store.ts';
import { MomentGatherer } from '../moments.ts';
import { DAY_MS, dayOf } from './part.ts';
import { byKind, type Chosen } from './reads.ts';
import type { Kind } from './schema.ts';
import type { SeriesEntry, SeriesIndex, StoredType } from './series-index.ts';
import type { Slots } from './slots.ts';
import type { Source } from './source.ts';

/** Values sorted at a time: some 30 MB. */
const SLICE_VALUES = 500_000;
/** Series looked up without letting others have their turn: a few milliseconds. */
const SERIES_AT_ONCE = 2_000;
/** A stretch begins and ends with one of these. */
const MINUTE_MS = 60_000;
const LARGEST_EXACT = Number.MAX_SAFE_INTEGER;

export interface WalkPlace {
  readonly connection: DuckDBConnection;
  readonly source: Source;
  readonly slots: Slots;
}

/** How a kind's values come: a double, and what a double does not hold as text. */
const VALUES = {
  float: 'value, null::varchar',
  integer: `value::double, case when value between -${LARGEST_EXACT} and ${LARGEST_EXACT} then null else value::varchar end`,
  unsigned: '0::double, value::varchar',
  text: '0::double, value',
} as const satisfies Record<Kind, string>;

/** The series of a walk, each once. */
export function wantedSeries(index: SeriesIndex, { wanted }: Walk): SeriesEntry[] {
  return [...new Set(wanted.map(({ measurement }) => measurement))].flatMap((measurement) => {
    const own = wanted.filter((one) => one.measurement === measurement);
    return index
      .find(measurement, {})
      .filter(({ field, tags }) =>
        own.some(
          (one) =>
            one.fields.includes(field) &&
            Object.entries(one.tags).every(([name, value]) => tags[name] === value),
        ),
      );
  });
}

export async function* walkRaw(
  place: WalkPlace,
  entries: readonly SeriesEntry[],
  range: TimeRange,
): AsyncGenerator<PointBlock> {
  const table = new SeriesTable();
  const known = await numbered(entries, table);
  const gatherer = new MomentGatherer(table);
  for await (const result of ahead(resultsOf(place, byKind(entries), range))) {
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) break;
      yield* blocksOf(chunk, known, gatherer);
    }
  }
  const rest = gatherer.end();
  if (rest) yield rest;
}

interface Known {
  /** In the table. */
  readonly number: number;
  readonly type: StoredType;
}

/** The series by their numbers in the store. */
async function numbered(
  entries: readonly SeriesEntry[],
  table: SeriesTable,
): Promise<ReadonlyMap<number, Known>> {
  const known = new Map<number, Known>();
  for (const { id, measurement, tags, field, type } of entries) {
    const valueType = type === 'unsigned' ? 'integer' : type;
    known.set(id, { number: table.seriesNumber(table.head(measurement, tags), field, valueType), type });
    if (known.size % SERIES_AT_ONCE === 0) await setImmediate();
  }
  return known;
}

/** The blocks that rows complete. */
function* blocksOf(
  chunk: DuckDBDataChunk,
  known: ReadonlyMap<number, Known>,
  gatherer: MomentGatherer,
): Generator<PointBlock> {
  const series = chunk.getColumnVector(0);
  const times = chunk.getColumnVector(1);
  const values = chunk.getColumnVector(2);
  const others = chunk.getColumnVector(3);
  const rows = chunk.rowCount;
  for (let row = 0; row < rows; row++) {
    const one = known.get(numberOf(series.getItem(row)));
    if (!one) continue;
    const other = otherOf(others.getItem(row), one.type);
    const block = gatherer.add(
      one.number,
      numberOf(times.getItem(row)),
      numberOf(values.getItem(row)),
      other,
    );
    if (block) yield block;
  }
}

function otherOf(item: unknown, type: StoredType): string | bigint | undefined {
  if (typeof item !== 'string') return undefined;
  return type === 'text' ? item : BigInt(item);
}

function numberOf(item: unknown): number {
  if (typeof item !== 'number')
    throw new TypeError(`the store has ${String(item)} where a number was asked for`);
  return item;
}

type Result = Awaited<ReturnType<DuckDBConnection['run']>>;

/** What comes next is begun before what is here has been looked at. */
async function* ahead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = items.next();
  try {
    for (let item = await next; !item.done; item = await next) {
      next = items.next();
      // Whoever looks at this one is told of a failure when it is the next one's turn.
      next.catch(() => undefined);
      yield item.value;
    }
  } finally {
    await next.catch(() => undefined);
    await items.return(undefined);
  }
}

/** Stretch by stretch, the values in order. */
async function* resultsOf(
  { connection, source, slots }: WalkPlace,
  chosen: readonly Chosen[],
  { fromMs, toMs }: TimeRange,
): AsyncGenerator<Result> {
  if (chosen.length === 0) return;
  for (let dayMs = dayOf(fromMs); dayMs < toMs; dayMs += DAY_MS) {
    const day = { fromMs: Math.max(fromMs, dayMs), toMs: Math.min(toMs, dayMs + DAY_MS) };
    const minutes = await slots.run(() => countMinutes(connection, source, chosen, day));
    for (const slice of slicesOf(minutes, day))
      yield await slots.run(() => connection.run(sortedBy(source, chosen, slice)));
  }
}

function rowsOf(source: Source, one: Chosen, { fromMs, toMs }: TimeRange): string {
  return `from ${source.raw(one, { fromMs, toMs })} where ${one.condition} and time_ms >= ${fromMs} and time_ms < ${toMs}`;
}

function sortedBy(source: Source, chosen: readonly Chosen[], slice: TimeRange): string {
  const rows = chosen.map(
    (one) => `select series, time_ms, ${VALUES[one.kind]} ${rowsOf(source, one, slice)}`,
  );
  return `select series, time_ms::double, value, other from (${rows.join(' union all ')}) as one(series, time_ms, value, other)
    order by time_ms, series`;
}

type Minute = readonly [minute: number, values: number];
const minuteSchema = z.tuple([z.bigint().transform(Number), z.bigint().transform(Number)]);

/** How many values there are in each minute that has some, in order. */
async function countMinutes(
  connection: DuckDBConnection,
  source: Source,
  chosen: readonly Chosen[],
  day: TimeRange,
): Promise<Minute[]> {
  const rows = chosen.map((one) => `select time_ms ${rowsOf(source, one, day)}`);
  const result = await connection.runAndReadAll(
    `select (time_ms - ${day.fromMs}) // ${MINUTE_MS} as minute, count(*) from (${rows.join(' union all ')})
     group by minute order by minute`,
  );
  return result.getRows().map((row) => minuteSchema.parse(row));
}

/** Stretches with no more values than are sorted at a time, a minute at least. What is between them is empty. */
function slicesOf(minutes: readonly Minute[], day: TimeRange): TimeRange[] {
  const slices: TimeRange[] = [];
  const end = (first: number, last: number) =>
    slices.push({
      fromMs: day.fromMs + first * MINUTE_MS,
      toMs: Math.min(day.toMs, day.fromMs + (last + 1) * MINUTE_MS),
    });
  let first: number | undefined;
  let last = 0;
  let sum = 0;
  for (const [minute, values] of minutes) {
    if (first !== undefined && sum + values > SLICE_VALUES) {
      end(first, last);
      first = undefined;
      sum = 0;
    }
    first ??= minute;
    last = minute;
    sum += values;
  }
  if (first !== undefined) end(first, last);
  return slices;
}
