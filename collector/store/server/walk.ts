/**
 * How a store on a server answers `walk`: servers give series by series, so that a stretch of time is read as a whole
 * and put in order here. The stretches are as long as there is room for.
 */
import { setImmediate } from 'node:timers/promises';
import type { Point } from '../../../model/point.ts';
import { type PointBlock, SeriesTable, typeOfValue } from '../../../model/point-block.ts';
import type { TimeRange, Walk, Wanted } from '../metric-store.ts';
import { MomentGatherer } from '../moments.ts';

/** Values put in order at a time: some 20 milliseconds in which nothing else runs. */
const MAX_VALUES = 60_000;
const LONGEST_MS = 900_000;
/** A shorter stretch is read however much there is. */
const SHORTEST_MS = 1_000;
/** A stretch with fewer may be followed by one that is twice as long. */
const FEW_VALUES = MAX_VALUES / 4;

export interface WalkSource {
  /** Raw values of these fields. @throws StoreAway */
  points(
    measurement: string,
    range: TimeRange,
    tags: Readonly<Record<string, string>>,
    fields: readonly string[],
  ): AsyncIterable<readonly Point[]>;
  extent(measurement: string): Promise<TimeRange | undefined>;
}

/** @throws StoreAway */
export async function* walkServer(
  source: WalkSource,
  { wanted, fromMs, toMs }: Walk,
): AsyncGenerator<PointBlock> {
  const table = new SeriesTable();
  const gatherer = new MomentGatherer(table);
  const extent = await extentOf(source, wanted);
  const endMs = Math.min(toMs, extent.toMs);
  let atMs = Math.max(fromMs, extent.fromMs);
  let stretchMs = LONGEST_MS;
  while (atMs < endMs) {
    const range = { fromMs: atMs, toMs: Math.min(endMs, atMs + stretchMs) };
    const values = await readStretch(source, wanted, range, table, stretchMs <= SHORTEST_MS);
    if (!values) {
      stretchMs = Math.max(SHORTEST_MS, Math.floor(stretchMs / 2));
      continue;
    }
    for (const at of values.inOrder()) {
      const block = gatherer.add(
        values.series[at] ?? -1,
        values.times[at] ?? 0,
        values.values[at] ?? 0,
        values.others.get(at),
      );
      if (block) yield block;
    }
    if (values.series.length < FEW_VALUES) stretchMs = Math.min(LONGEST_MS, stretchMs * 2);
    atMs = range.toMs;
    await setImmediate();
  }
  const rest = gatherer.end();
  if (rest) yield rest;
}

/** From the first of them to the last: what is outside need not be asked for. */
async function extentOf(source: WalkSource, wanted: readonly Wanted[]): Promise<TimeRange> {
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const measurement of new Set(wanted.map((one) => one.measurement))) {
    const extent = await source.extent(measurement);
    if (!extent) continue;
    fromMs = Math.min(fromMs, extent.fromMs);
    toMs = Math.max(toMs, extent.toMs);
  }
  return { fromMs, toMs };
}

/** Values by column, as they came. */
class Values {
  readonly series: number[] = [];
  readonly times: number[] = [];
  readonly values: number[] = [];
  readonly others = new Map<number, string | bigint>();

  add(table: SeriesTable, { measurement, tags, fields, timeMs }: Point): void {
    const head = table.head(measurement, tags);
    for (const [field, value] of Object.entries(fields)) {
      const at = this.series.push(table.seriesNumber(head, field, typeOfValue(value))) - 1;
      const number = Number(value);
      const isExact = typeof value !== 'string' && (typeof value !== 'bigint' || BigInt(number) === value);
      this.times.push(timeMs);
      this.values.push(isExact ? number : 0);
      if (!isExact) this.others.set(at, value);
    }
  }

  /** Their places, the oldest first. */
  inOrder(): Uint32Array {
    const { times } = this;
    return Uint32Array.from(times.keys()).sort((one, other) => (times[one] ?? 0) - (times[other] ?? 0));
  }
}

/** @returns `undefined` when it is too much. */
async function readStretch(
  source: WalkSource,
  wanted: readonly Wanted[],
  range: TimeRange,
  table: SeriesTable,
  isShortest: boolean,
): Promise<Values | undefined> {
  const values = new Values();
  for (const { measurement, tags, fields } of wanted) {
    for await (const points of source.points(measurement, range, tags, fields)) {
      for (const point of points) values.add(table, point);
      if (values.series.length > MAX_VALUES && !isShortest) return undefined;
    }
  }
  return values;
}
