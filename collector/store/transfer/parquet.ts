/**
 * Parquet: a row a value. `value` is what one computes with; `text` has what a double does not hold, text and
 * integers beyond 2^53.
 */
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { z } from 'zod';
import type { FileFormat } from './format.ts';
import type { Row } from './row.ts';
import { pointOfRow, rowsOf } from './row.ts';

/** Some 10 MB of rows in memory. */
const ROW_GROUP = 50_000;

const text = (name: string) => ({
  name,
  type: 'BYTE_ARRAY' as const,
  converted_type: 'UTF8' as const,
  repetition_type: 'REQUIRED' as const,
});
const SCHEMA = [
  { name: 'root', num_children: 7 },
  {
    name: 'time',
    type: 'INT64' as const,
    converted_type: 'TIMESTAMP_MILLIS' as const,
    repetition_type: 'REQUIRED' as const,
  },
  text('measurement'),
  text('tags'),
  text('field'),
  text('type'),
  { name: 'value', type: 'DOUBLE' as const, repetition_type: 'OPTIONAL' as const },
  { ...text('text'), repetition_type: 'OPTIONAL' as const },
];

function numberOf({ type, value }: Row): number | null {
  if (type === 'text') return null;
  return type === 'boolean' ? Number(value === 'true') : Number(value);
}

function textOf({ type, value }: Row): string | null {
  if (type === 'text') return value;
  return type === 'integer' && !Number.isSafeInteger(Number(value)) ? value : null;
}

const recordSchema = z.object({
  time: z.date(),
  measurement: z.string(),
  tags: z.string(),
  field: z.string(),
  type: z.string(),
  value: z.number().nullish(),
  text: z.string().nullish(),
});

function valueText(type: string, value: number | null | undefined, exact: string | null | undefined): string {
  if (exact !== null && exact !== undefined) return exact;
  return type === 'boolean' ? String(value === 1) : String(value);
}

export const parquetFormat: FileFormat = {
  suffix: '.parquet',
  async write(path, points) {
    const writer = new ParquetWriter({ writer: fileWriter(path), schema: SCHEMA });
    let rows: Row[] = [];
    const writeGroup = async () => {
      const columnData = [
        { name: 'time', data: rows.map(({ timeMs }) => new Date(timeMs)) },
        { name: 'measurement', data: rows.map(({ measurement }) => measurement) },
        { name: 'tags', data: rows.map(({ tags }) => tags) },
        { name: 'field', data: rows.map(({ field }) => field) },
        { name: 'type', data: rows.map(({ type }) => type) },
        { name: 'value', data: rows.map(numberOf) },
        { name: 'text', data: rows.map(textOf) },
      ];
      rows = [];
      await writer.write({ columnData, rowGroupSize: ROW_GROUP });
    };
    for await (const piece of points) {
      for (const row of rowsOf(piece)) rows.push(row);
      if (rows.length >= ROW_GROUP) await writeGroup();
    }
    if (rows.length > 0) await writeGroup();
    await writer.finish();
  },
  async *read(path) {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    let rowStart = 0;
    for (const { num_rows: rows } of metadata.row_groups) {
      const rowEnd = rowStart + Number(rows);
      const records = await parquetReadObjects({ file, metadata, rowStart, rowEnd });
      yield records.map((record, index) => {
        try {
          const { time, value, text: exact, ...rest } = recordSchema.parse(record);
          return pointOfRow({ ...rest, timeMs: time.getTime(), value: valueText(rest.type, value, exact) });
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          throw new Error(`row ${rowStart + index + 1}: ${reason}`);
        }
      });
      rowStart = rowEnd;
    }
  },
};
