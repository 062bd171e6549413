/** Points that the contract tests of metric stores write, and ranges that they read. */
import type { FieldValue, Point } from '../../model/point.ts';

export const START = Date.UTC(2025, 10, 24);
export const MINUTE = 60_000;

export function point(
  minute: number,
  fields: Record<string, FieldValue>,
  tags: Record<string, string> = { site: 'a' },
): Point {
  return { measurement: 'ping', tags, fields, timeMs: START + minute * MINUTE };
}

export function range(
  field: string,
  fromMinute: number,
  toMinute: number,
  buckets: number,
  tags: Record<string, string> = {},
) {
  const from = START + fromMinute * MINUTE;
  return { measurement: 'ping', field, tags, fromMs: from, toMs: START + toMinute * MINUTE, buckets };
}
