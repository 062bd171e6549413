/** CSV with a heading, compressed: a row a value. */
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import type { Point } from '../../../model/point.ts';
import type { FileFormat } from './format.ts';
import { pointOfRow, rowsOf } from './row.ts';

const COLUMNS = ['time', 'measurement', 'tags', 'field', 'type', 'value'];
/** Rows that are read at once. */
const PIECE_ROWS = 10_000;

const recordSchema = z.object({
  info: z.object({ lines: z.number() }),
  record: z.record(z.string(), z.string()),
});

export const csvFormat: FileFormat = {
  suffix: '.csv.gz',
  async write(path, points) {
    const texts = async function* () {
      yield stringify([COLUMNS]);
      for await (const piece of points) {
        const rows = [...rowsOf(piece)].map(({ timeMs, measurement, tags, field, type, value }) => [
          new Date(timeMs).toISOString(),
          measurement,
          tags,
          field,
          type,
          value,
        ]);
        yield stringify(rows);
      }
    };
    await pipeline(Readable.from(texts()), createGzip(), createWriteStream(path));
  },
  async *read(path) {
    const file = createReadStream(path);
    const text = file.pipe(createGunzip());
    const records = text.pipe(parse({ columns: true, info: true, bom: true }));
    file.on('error', (error) => records.destroy(error));
    text.on('error', (error) => records.destroy(error));
    let piece: Point[] = [];
    for await (const given of records) {
      const { record, info } = recordSchema.parse(given);
      try {
        piece.push(pointOfRow({ ...record, timeMs: Date.parse(record.time ?? '') }));
      } catch (error) {
        throw new Error(`line ${info.lines}: ${error instanceof Error ? error.message : String(error)}`);
      }
      if (piece.length < PIECE_ROWS) continue;
      yield piece;
      piece = [];
    }
    if (piece.length > 0) yield piece;
  },
};
