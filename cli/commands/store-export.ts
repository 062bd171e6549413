/** `canhmang store export`: a file a measurement and day; what an earlier run has written whole stays. */
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricStore } from '../../collector/store/metric-store.ts';
import { FILE_FORMATS } from '../../collector/store/transfer/files.ts';
import type { StoreSlice } from '../../collector/store/transfer/slices.ts';
import { DAY_MS, slicesOf } from '../../collector/store/transfer/slices.ts';
import { EXIT, UserError } from '../../config/error.ts';
import type { Point } from '../../model/point.ts';
import { ProgressBar } from '../progress.ts';
import type { StoreCommandOptions } from '../store-access.ts';
import { withStore } from '../store-access.ts';
import type { Terminal } from '../terminal.ts';

export interface StoreExportOptions extends StoreCommandOptions {
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
  { out, t }: Terminal,
  options: StoreExportOptions,
  folder: string,
): Promise<number> {
  const { format: formatName, measurement, since, until } = options;
  if (!isFormat(formatName)) throw new UserError('store_format', { value: formatName });
  const format = FILE_FORMATS[formatName];
  const selection = {
    ...(measurement.length > 0 ? { measurements: measurement } : {}),
    ...(since === undefined ? {} : { fromMs: timeOf('--since', since) }),
    ...(until === undefined ? {} : { toMs: timeOf('--until', until) }),
  };
  return withStore(options, async (store) => {
    const bar = new ProgressBar();
    const slices = await slicesOf(store, DAY_MS, selection);
    let [values, files] = [0, 0];
    for (const [index, slice] of slices.entries()) {
      const path = fileOf(folder, slice, format.suffix);
      if (!existsSync(path)) {
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

/** Names of measurements may hold anything; names of files may not. */
function fileOf(folder: string, { measurement, fromMs }: StoreSlice, suffix: string): string {
  const day = new Date(fromMs).toISOString().slice(0, 10);
  return join(folder, encodeURIComponent(measurement).replaceAll('.', '%2E'), `${day}${suffix}`);
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
