/** Months of measurements as the embedded store keeps them, made by SQL: storing them one by one would take hours. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { Catalogue } from '../../collector/store/embedded/catalogue.ts';
import { DAY_MS, type Part, partPath, writePart } from '../../collector/store/embedded/part.ts';
import { type SeriesEntry, SeriesIndex } from '../../collector/store/embedded/series-index.ts';

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
}

/**
 * Fills an empty store: half the fields are counters, half are gauges with two decimals that look like noise.
 * @param path of the catalogue.
 */
export async function makeMonths(path: string, { startMs, rawDays, rollUpDays }: Months): Promise<void> {
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
  const write = async (part: Omit<Part, 'bytes'>, columns: string, stepMs: number): Promise<Part> => {
    const target = partPath(folder, part);
    mkdirSync(dirname(target), { recursive: true });
    const query = `select series, time_ms, ${columns} from one, (
      select unnest(range(${part.fromMs}, ${part.toMs}, ${stepMs})) as time_ms)`;
    return { ...part, bytes: await writePart(connection, query, target) };
  };
  const gauge = '(hash(series, time_ms) % 10_000) / 100.0';
  const counter = `((time_ms - ${startMs}) // ${PERIOD_MS} * (1_000 + series % 1_000))::double`;
  const value = `case when series >> 20 < ${FIELDS / 2} then ${counter} else ${gauge} end`;
  for (let day = 0; day < rawDays; day++) {
    const fromMs = startMs + day * DAY_MS;
    const valueCount = (ids.length * DAY_MS) / PERIOD_MS;
    const raw = {
      ...extent,
      id: catalogue.newPartId(),
      tier: 'raw',
      fromMs,
      toMs: fromMs + DAY_MS,
      valueCount,
    } as const;
    const added = [await write(raw, `${value} as value`, PERIOD_MS)];
    await catalogue.commit({ added, series: day === 0 ? series : [] });
  }
  const hours = `${gauge} as minimum, minimum + 50 as maximum, minimum + 20 as average, 120 as value_count, minimum + 40 as p95`;
  for (let fromMs = endMs - rollUpDays * DAY_MS; fromMs < endMs; fromMs += 30 * DAY_MS) {
    const toMs = Math.min(fromMs + 30 * DAY_MS, endMs);
    const valueCount = (ids.length * (toMs - fromMs)) / 3_600_000;
    const part = { ...extent, id: catalogue.newPartId(), tier: 'hour', fromMs, toMs, valueCount } as const;
    await catalogue.commit({ added: [await write(part, hours, 3_600_000)] });
  }
  for (let dayMs = endMs - rollUpDays * DAY_MS; dayMs < endMs; dayMs += DAY_MS) {
    const parts = catalogue.parts.filter(({ tier, fromMs }) => tier === 'raw' && fromMs === dayMs);
    await catalogue.commit({ rolledUp: { dayMs, parts: parts.map(({ id }) => id), atMs: endMs } });
  }
  connection.closeSync();
  await catalogue.close();
  instance.closeSync();
}
