/** Months of measurements as the embedded store keeps them, made by SQL: storing them one by one would take hours. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { Catalogue } from '../../collector/store/embedded/catalogue.ts';
import { DAY_MS, type Part, partPath, quoted, writePart } from '../../collector/store/embedded/part.ts';
import { type SeriesEntry, SeriesIndex } from '../../collector/store/embedded/series-index.ts';
import { INTERVAL_MS, rolledUp } from '../../collector/store/embedded/upkeep.ts';

export const SITES = 105;
export const LINES_PER_SITE = 10;
export const FIELDS = 8;
export const PERIOD_MS = 30_000;

/** Series of the benchmark's interfaces, in the order of their fields. */
function makeSeries(index: SeriesIndex): SeriesEntry[] {
  const made: SeriesEntry[] = [];
  for (let field = 0; field < FIELDS; field++) {
    for (let line = 0; line < SITES * LINES_PER_SITE; line++) {
      const site = Math.floor(line / LINES_PER_SITE);
      const tags = { site: `site-${site}`, agent: 'core', ifName: `port${line % LINES_PER_SITE}` };
      const name = { measurement: 'interface', tags, field: `field_${field}`, type: 'float' } as const;
      index.resolve(name, (entry) => made.push(entry));
    }
  }
  return made;
}

export interface Months {
  /** Start of the first day of raw values, epoch milliseconds. */
  readonly startMs: number;
  readonly rawDays: number;
  /** Days before the end of the raw values that have roll-ups of an hour. */
  readonly rollUpDays: number;
  /** Raw values lie in a file an hour, and are not rolled up: as they are before the store's upkeep. */
  readonly isFresh?: boolean;
}

/** A number from 0 up to 1 for each value, always the same. */
const CHANCE = '(hash(series, time_ms) % 1_000_003) / 1_000_003.0';
const GAUGE = '(hash(series, time_ms) % 10_000) / 100.0';
/** Busier by day than by night and on some ports than on others, with bursts, to the last bit. */
const TRAFFIC = `(1 + series % 10) * 1e5 * (1.2 + sin(time_ms * 2 * pi() / ${DAY_MS})) * exp(3 * ${CHANCE})`;

/** Field 0 to 3 are counters, 4 to 6 gauges with two decimals that look like noise, 7 is traffic. */
function valueAfter(startMs: number): string {
  const counter = `((time_ms - ${startMs}) // ${PERIOD_MS} * (1_000 + series % 1_000))::double`;
  return `case when series >> 20 < 4 then ${counter} when series >> 20 < ${FIELDS - 1} then ${GAUGE} else ${TRAFFIC} end`;
}

/**
 * Fills an empty store. Roll-ups of days without raw values are made up.
 * @param path of the catalogue.
 */
export async function makeMonths(path: string, months: Months): Promise<void> {
  const { startMs, rawDays, rollUpDays, isFresh = false } = months;
  const folder = join(dirname(path), 'metrics');
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const index = new SeriesIndex();
  const catalogue = await Catalogue.open(instance, index);
  const series = makeSeries(index);
  const ids = series.map(({ id }) => id);
  const extent = {
    firstSeries: Math.min(...ids),
    lastSeries: Math.max(...ids),
    kind: 'float',
    level: 0,
  } as const;
  const endMs = startMs + rawDays * DAY_MS;
  await connection.run(`create temp table one as select unnest([${ids.join(',')}])::uinteger as series`);
  const write = async (part: Omit<Part, 'bytes' | 'id'>, query: string): Promise<Part> => {
    const listed = { ...part, id: catalogue.newPartId() };
    const target = partPath(folder, listed);
    mkdirSync(dirname(target), { recursive: true });
    return { ...listed, bytes: await writePart(connection, query, target) };
  };
  const made = (fromMs: number, toMs: number, columns: string, stepMs: number) =>
    `select series, time_ms, ${columns} from one, (select unnest(range(${fromMs}, ${toMs}, ${stepMs})) as time_ms)`;
  await catalogue.commit({ series });
  const rawStepMs = isFresh ? INTERVAL_MS.hour : DAY_MS;
  for (let fromMs = startMs; fromMs < endMs; fromMs += rawStepMs) {
    const stretch = { ...extent, fromMs, toMs: fromMs + rawStepMs };
    const valueCount = (ids.length * rawStepMs) / PERIOD_MS;
    const values = made(fromMs, stretch.toMs, `${valueAfter(startMs)} as value`, PERIOD_MS);
    const raw = await write({ ...stretch, tier: 'raw', valueCount }, values);
    if (isFresh) {
      await catalogue.commit({ added: [raw] });
      continue;
    }
    const hours = rolledUp(quoted(partPath(folder, raw)), INTERVAL_MS.hour);
    const hour = await write({ ...stretch, tier: 'hour', valueCount: ids.length * 24 }, hours);
    const rolled = { dayMs: fromMs, parts: [raw.id], atMs: endMs };
    await catalogue.commit({ added: [raw, hour], rolledUp: rolled });
  }
  const hours = `${GAUGE} as minimum, minimum + 50 as maximum, minimum + 20 as average, 120 as value_count, minimum + 40 as p95`;
  for (let fromMs = endMs - rollUpDays * DAY_MS; fromMs < startMs; fromMs += 30 * DAY_MS) {
    const toMs = Math.min(fromMs + 30 * DAY_MS, startMs);
    const valueCount = (ids.length * (toMs - fromMs)) / INTERVAL_MS.hour;
    const part = { ...extent, tier: 'hour', fromMs, toMs, valueCount } as const;
    await catalogue.commit({ added: [await write(part, made(fromMs, toMs, hours, INTERVAL_MS.hour))] });
    for (let dayMs = fromMs; dayMs < toMs; dayMs += DAY_MS)
      await catalogue.commit({ rolledUp: { dayMs, parts: [], atMs: endMs } });
  }
  connection.closeSync();
  await catalogue.close();
  instance.closeSync();
}
