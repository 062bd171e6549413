/**
 * InfluxDB line protocol, both ways, of points as objects. `line-parser.ts` reads the bodies of requests.
 * Grammar: https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/
 */
import { type LineError, LineParser, type LineRules } from './line-parser.ts';
import type { FieldValue, Point } from './point.ts';
import { SeriesTable } from './point-block.ts';
import type { Precision } from './precision.ts';

const NANOSECONDS_PER_MS = 1_000_000n;
const INT64_MAX = 9_223_372_036_854_775_807n;

/** Whatever may need writing otherwise in a name; hardly any name has it, and one look is cheaper than three. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a reader refuses them in a name (line-reader.ts)
const SPECIAL = /[,= \r\n\\\u0000\u001e\u001f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const UNWRITABLE = /[\r\n\u0000\u001e\u001f]+/g;

function escapeMeasurement(text: string): string {
  return SPECIAL.test(text) ? writable(text).replace(/[, ]/g, '\\$&') : text;
}

/** A tag's key or value, or a field's key, as a line has it. */
export function escapeKey(text: string): string {
  return SPECIAL.test(text) ? writable(text).replace(/[,= ]/g, '\\$&') : text;
}

/**
 * What the grammar has a way to write in a name: line feeds end a line and cannot be escaped, and some control characters
 * are refused, so they become spaces; trailing backslashes would escape the delimiter behind them, so they go.
 */
export function writable(text: string): string {
  return text.replace(UNWRITABLE, ' ').replace(/\\+$/, '');
}

/** A field's value as a line has it; `undefined` when it is not finite. */
export function formatField(value: FieldValue): string | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? String(value) : undefined;
    case 'bigint':
      return value > INT64_MAX ? `${value}u` : `${value}i`;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'string':
      return `"${value.replace(/["\\]/g, '\\$&')}"`;
  }
}

/** Measurement and tags as a line begins with them. Tags are sorted, which stores ask for; empty ones are left out. */
export function formatSeries(measurement: string, tags: Readonly<Record<string, string>>): string {
  let head = escapeMeasurement(measurement);
  for (const key of Object.keys(tags).sort()) {
    const value = escapeKey(tags[key] ?? '');
    if (value !== '') head += `,${escapeKey(key)}=${value}`;
  }
  return head;
}

/**
 * Writes one point as one line, without the line feed, its time in nanoseconds. Fields that are not finite are
 * left out.
 * @returns `undefined` when no field is left.
 */
export function formatPoint(point: Point): string | undefined {
  const head = formatSeries(point.measurement, point.tags);
  const fields: string[] = [];
  for (const [key, value] of Object.entries(point.fields)) {
    const text = formatField(value);
    if (text !== undefined) fields.push(`${escapeKey(key)}=${text}`);
  }
  if (fields.length === 0) return undefined;
  return `${head} ${fields.join(',')} ${BigInt(Math.round(point.timeMs)) * NANOSECONDS_PER_MS}`;
}

/** Writes points as lines, each ended by a line feed. */
export function formatPoints(points: Iterable<Point>): string {
  let text = '';
  for (const point of points) {
    const line = formatPoint(point);
    if (line !== undefined) text += `${line}\n`;
  }
  return text;
}

export interface ParsedLines {
  readonly points: Point[];
  readonly errors: readonly LineError[];
}

/**
 * Reads lines. A bad line is reported and the others are kept.
 * @param precision what one tick of the time stamps is.
 * @param defaultTimeMs time of the lines that carry none, epoch milliseconds.
 * @param latestMs lines of a later time are refused, epoch milliseconds.
 */
export function parseLines(
  text: string,
  precision: Precision,
  defaultTimeMs: number,
  latestMs = Number.POSITIVE_INFINITY,
): ParsedLines {
  const rules: LineRules = { precision, defaultTimeMs, latestMs };
  const { block, errors } = new LineParser(new SeriesTable()).parse(Buffer.from(text), rules);
  return { points: [...block], errors };
}
