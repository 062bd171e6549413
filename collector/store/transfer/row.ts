/** A value as a row of a table: what CSV and Parquet files hold. */
import { z } from 'zod';
import type { FieldValue, Point } from '../../../model/point.ts';
import { typeOfValue, VALUE_TYPES } from '../../../model/point-block.ts';

const tagsSchema = z.record(z.string(), z.string());

export interface Row {
  readonly timeMs: number;
  readonly measurement: string;
  /** JSON. */
  readonly tags: string;
  readonly field: string;
  readonly type: (typeof VALUE_TYPES)[number];
  readonly value: string;
}

export function* rowsOf(points: readonly Point[]): Generator<Row> {
  for (const { timeMs, measurement, tags, fields } of points) {
    const text = JSON.stringify(Object.fromEntries(Object.entries(tags).sort()));
    for (const [field, value] of Object.entries(fields))
      yield { timeMs, measurement, tags: text, field, type: typeOfValue(value), value: String(value) };
  }
}

const rowSchema = z.object({
  timeMs: z.int(),
  measurement: z.string().min(1),
  tags: z.string().transform((text) => tagsSchema.parse(JSON.parse(text))),
  field: z.string().min(1),
  type: z.enum(VALUE_TYPES),
  value: z.string(),
});

/** @throws when it is not a row. */
export function pointOfRow(row: unknown): Point {
  const { timeMs, measurement, tags, field, type, value } = rowSchema.parse(row);
  return { timeMs, measurement, tags, fields: { [field]: parsed(type, value) } };
}

function parsed(type: Row['type'], text: string): FieldValue {
  switch (type) {
    case 'float': {
      const value = Number(text);
      if (text.trim() === '' || !Number.isFinite(value)) throw new Error(`not a number: "${text}"`);
      return value;
    }
    case 'integer':
      if (!/^-?\d+$/.test(text)) throw new Error(`not an integer: "${text}"`);
      return BigInt(text);
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw new Error(`neither true nor false: "${text}"`);
      return text === 'true';
    case 'text':
      return text;
  }
}
