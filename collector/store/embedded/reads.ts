/** The questions that the embedded store answers from raw values, as SQL. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import type { FieldValue, Point } from '../../../model/point.ts';
import type { TimeRange } from '../metric-store.ts';
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
