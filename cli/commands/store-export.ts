/** `canhmang store export`: a file a measurement and day; what an earlier run has written whole stays. */
import { statSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricStore, TimeRange } from '../../collector/store/metric-store.ts';
import { FILE_FORMATS } from '../../collector/store/transfer/files.ts';
import type { StoreSlice } from '../../collector/store/transfer/slices.ts';
import { DAY_MS, slicesOf } from '../../collector/store/transfer/slices.ts';
import { EXIT, UserError } from '../../config/error.ts';
import type { Point } from '../../model/point.ts';
import { ProgressBar } from '../progress.ts';
import type { ReadStoreOptions } from '../store-access.ts';
import { withReadStore } from '../store-access.ts';
import type { Terminal } from '../terminal.ts';

export interface StoreExportOptions extends ReadStoreOptions {
  readonly format: string;
  readonly measurement: readonly string[];
  readonly since?: string;
  readonly until?: string;
}

function isFormat(name: string): name is keyof typeof FILE_FORMATS {
  return Object.hasOwn(FILE_FORMATS, name);
}

/** @throws UserError when it is not a date or time; without a zone it is UTC's. */
function timeOf(option: string, value: string): number {
  const timeMs = Date.parse(
    /T.*(Z|[+-]\d\d:?\d\d)$/.test(value) || !value.includes('T') ? value : `${value}Z`,
  );
  if (Number.isNaN(timeMs)) throw new UserError('store_time', { option, value });
  return timeMs;
}

export async function runStoreExport(
  { out, say, t }: Terminal,
  options: StoreExportOptions,
  folder: string,
): Promise<number> {
  const { format: formatName, measurement, since, until } = options;
  if (!isFormat(formatName)) throw new UserError('store_format', { value: formatName });
  const format = FILE_FORMATS[formatName];
  const cut: TimeRange = {
    fromMs: since === undefined ? 0 : timeOf('--since', since),
    toMs: until === undefined ? Number.POSITIVE_INFINITY : timeOf('--until', until),
  };
  const selection = { ...cut, ...(measurement.length > 0 ? { measurements: measurement } : {}) };
  const sayCopied = () => say(t('store.copied'));
  return withReadStore(options, sayCopied, async (store) => {
    const bar = new ProgressBar();
    const slices = await slicesOf(store, DAY_MS, selection);
    let [values, files] = [0, 0];
    for (const [index, slice] of slices.entries()) {
      const path = fileOf(folder, slice, cut, format.suffix);
      if (!isWhole(path, slice)) {
        await mkdir(join(path, '..'), { recursive: true });
        const counted = new CountedPoints(store, slice);
        await format.write(`${path}.part`, counted.read());
        await rename(`${path}.part`, path);
        values += counted.values;
        files++;
      }
      bar.show(index + 1, slices.length, t('store.values', { count: String(values) }));
    }
    const skipped = String(slices.length - files);
    out(t('store.exported', { values: String(values), files: String(files), folder, skipped }));
    return EXIT.ok;
  });
}

/** A file is there, and was written when its day was over: today's will be more tomorrow. */
function isWhole(path: string, { fromMs }: StoreSlice): boolean {
  const dayEndMs = (Math.floor(fromMs / DAY_MS) + 1) * DAY_MS;
  const written = statSync(path, { throwIfNoEntry: false });
  return written !== undefined && written.mtimeMs >= dayEndMs;
}

/** Names of measurements may hold anything; names of files may not. A part of a day that was asked for says so. */
function fileOf(folder: string, { measurement, fromMs }: StoreSlice, cut: TimeRange, suffix: string): string {
  const dayMs = Math.floor(fromMs / DAY_MS) * DAY_MS;
  const [from, until] = [cut.fromMs > dayMs, cut.toMs < dayMs + DAY_MS];
  const time = (timeMs: number) => new Date(timeMs).toISOString().slice(11, 19).replaceAll(':', '');
  const name = [
    new Date(dayMs).toISOString().slice(0, 10),
    ...(from ? [`from-${time(cut.fromMs)}`] : []),
    ...(until ? [`until-${time(cut.toMs)}`] : []),
  ].join('-');
  return join(folder, encodeURIComponent(measurement).replaceAll('.', '%2E'), `${name}${suffix}`);
}

class CountedPoints {
  readonly #store: MetricStore;
  readonly #slice: StoreSlice;
  values = 0;

  constructor(store: MetricStore, slice: StoreSlice) {
    this.#store = store;
    this.#slice = slice;
  }

  async *read(): AsyncGenerator<readonly Point[]> {
    for await (const points of this.#store.points(this.#slice.measurement, this.#slice)) {
      for (const { fields } of points) this.values += Object.keys(fields).length;
      yield points;
    }
  }
}
