/**
 * InfluxDB line protocol, both ways.
 * Grammar: https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/
 */
import type { FieldValue, Point } from './point.ts';

/** Precisions accepted by `/write` (`n`, `u`, …) and `/api/v2/write` (`ns`, `us`, …), as nanoseconds a tick. */
const NANOSECONDS_PER_TICK = {
  n: 1n,
  ns: 1n,
  u: 1_000n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
} as const;

export type Precision = keyof typeof NANOSECONDS_PER_TICK;

export function isPrecision(text: string): text is Precision {
  return Object.hasOwn(NANOSECONDS_PER_TICK, text);
}

/** Why a line was refused, and where: both numbers count from one. */
export interface LineError {
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

export interface ParsedLines {
  readonly points: Point[];
  readonly errors: LineError[];
}

const NANOSECONDS_PER_MS = 1_000_000n;
const INT64_MAX = 9_223_372_036_854_775_807n;
const INT64_MIN = -9_223_372_036_854_775_808n;
const UINT64_MAX = 18_446_744_073_709_551_615n;

function escapeMeasurement(text: string): string {
  return writable(text).replace(/[, ]/g, '\\$&');
}

function escapeKey(text: string): string {
  return writable(text).replace(/[,= ]/g, '\\$&');
}

/**
 * What the grammar has a way to write in a name: line feeds end a line and cannot be escaped, so they become
 * spaces; trailing backslashes would escape the delimiter behind them, so they go.
 */
function writable(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/\\+$/, '');
}

function formatField(value: FieldValue): string | undefined {
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

/**
 * Writes one point as one line, without the line feed, its time in nanoseconds.
 * Tags are sorted, which stores ask for; empty tags and fields that are not finite are left out.
 * @returns `undefined` when no field is left.
 */
export function formatPoint(point: Point): string | undefined {
  let head = escapeMeasurement(point.measurement);
  for (const key of Object.keys(point.tags).sort()) {
    const value = escapeKey(point.tags[key] ?? '');
    if (value !== '') head += `,${escapeKey(key)}=${value}`;
  }
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

/** Thrown and caught inside this file only: ends the parse of one line. */
class Refused extends Error {
  readonly column: number;
  constructor(column: number, reason: string) {
    super(reason);
    this.column = column;
  }
}

/** A cursor over the whole text; `end` is the end of the present line. */
class LineReader {
  readonly text: string;
  start = 0;
  position = 0;
  end = 0;

  constructor(text: string) {
    this.text = text;
  }

  refuse(reason: string, at = this.position): never {
    throw new Refused(at - this.start + 1, reason);
  }

  /** Reads up to one of the delimiters; a backslash before a character of `escapable` is dropped. */
  token(delimiters: string, escapable: string): string {
    const from = this.position;
    let escaped = false;
    while (this.position < this.end) {
      const character = this.text.charAt(this.position);
      if (character === '\\' && this.position + 1 < this.end) {
        if (escapable.includes(this.text.charAt(this.position + 1))) {
          escaped = true;
          this.position += 2;
          continue;
        }
      } else if (delimiters.includes(character)) break;
      this.position++;
    }
    const raw = this.text.slice(from, this.position);
    return escaped
      ? raw.replace(/\\([,= ])/g, (all, character: string) =>
          escapable.includes(character) ? character : all,
        )
      : raw;
  }

  quoted(): string {
    const opened = this.position++;
    const from = this.position;
    let escaped = false;
    while (this.position < this.end) {
      const character = this.text.charAt(this.position);
      if (character === '\\' && '"\\'.includes(this.text.charAt(this.position + 1))) {
        escaped = true;
        this.position += 2;
        continue;
      }
      if (character === '"') {
        const raw = this.text.slice(from, this.position++);
        return escaped ? raw.replace(/\\(["\\])/g, '$1') : raw;
      }
      this.position++;
    }
    this.refuse('string is not closed', opened);
  }

  skipSpaces(): void {
    while (this.position < this.end && this.text.charCodeAt(this.position) === 32) this.position++;
  }

  at(character: string): boolean {
    return this.position < this.end && this.text.charAt(this.position) === character;
  }
}

const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INTEGER = /^[+-]?\d+$/;
const TRUE = new Set(['t', 'T', 'true', 'True', 'TRUE']);
const FALSE = new Set(['f', 'F', 'false', 'False', 'FALSE']);

function parseInteger(reader: LineReader, text: string, at: number, min: bigint, max: bigint): bigint {
  if (!INTEGER.test(text)) reader.refuse(`not an integer: "${text.slice(0, 40)}"`, at);
  const value = BigInt(text.replace(/^\+/, ''));
  if (value < min || value > max) reader.refuse(`integer out of range: "${text.slice(0, 40)}"`, at);
  return value;
}

function parseFieldValue(reader: LineReader): FieldValue {
  if (reader.at('"')) return reader.quoted();
  const at = reader.position;
  const text = reader.token(', ', '');
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  if (text.endsWith('i')) return parseInteger(reader, text.slice(0, -1), at, INT64_MIN, INT64_MAX);
  if (text.endsWith('u')) return parseInteger(reader, text.slice(0, -1), at, 0n, UINT64_MAX);
  if (!FLOAT.test(text)) reader.refuse(`field value is not valid: "${text.slice(0, 40)}"`, at);
  const value = Number(text);
  if (!Number.isFinite(value)) reader.refuse(`number out of range: "${text.slice(0, 40)}"`, at);
  return value;
}

function parseTags(reader: LineReader): Record<string, string> {
  const tags: Record<string, string> = {};
  while (reader.at(',')) {
    reader.position++;
    const at = reader.position;
    const key = reader.token(',= ', ',= ');
    if (key === '') reader.refuse('tag has no name', at);
    if (!reader.at('=')) reader.refuse(`tag "${key.slice(0, 40)}" has no value`);
    reader.position++;
    const value = reader.token(',= ', ',= ');
    if (value === '') reader.refuse(`tag "${key.slice(0, 40)}" has no value`);
    if (reader.at('=')) reader.refuse('unescaped "=" in a tag value');
    tags[key] = value;
  }
  return tags;
}

function parseFields(reader: LineReader): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = {};
  for (;;) {
    const at = reader.position;
    const key = reader.token(',= ', ',= ');
    if (key === '') reader.refuse('field has no name', at);
    if (!reader.at('=')) reader.refuse(`field "${key.slice(0, 40)}" has no value`);
    reader.position++;
    fields[key] = parseFieldValue(reader);
    if (!reader.at(',')) break;
    reader.position++;
  }
  if (reader.position < reader.end && !reader.at(' ')) reader.refuse('expected a space after the fields');
  return fields;
}

/** How time stamps are read. */
interface TimeRules {
  readonly nsPerTick: bigint;
  /** Of lines without a time stamp, epoch milliseconds. */
  readonly defaultTimeMs: number;
  /** Later ones are refused. */
  readonly latestMs: number;
}

function parseTime(reader: LineReader, { nsPerTick, defaultTimeMs, latestMs }: TimeRules): number {
  reader.skipSpaces();
  if (reader.position >= reader.end) return defaultTimeMs;
  const at = reader.position;
  const text = reader.token(' ', '');
  reader.skipSpaces();
  if (reader.position < reader.end) reader.refuse('unexpected text after the time');
  const ticks = parseInteger(reader, text, at, INT64_MIN, INT64_MAX);
  const timeNs = ticks * nsPerTick;
  if (timeNs > INT64_MAX || timeNs < INT64_MIN) reader.refuse('time out of range', at);
  const timeMs = Number(timeNs / NANOSECONDS_PER_MS);
  if (timeMs > latestMs) reader.refuse('time is too far in the future: is the clock right?', at);
  return timeMs;
}

function parseLine(
  reader: LineReader,
  times: TimeRules,
  refusalOf: ((point: Point) => string | undefined) | undefined,
): Point {
  const measurement = reader.token(', ', ', ');
  if (measurement === '') reader.refuse('measurement is missing');
  const tags = parseTags(reader);
  if (!reader.at(' ')) reader.refuse('fields are missing');
  reader.skipSpaces();
  const fields = parseFields(reader);
  const point = { measurement, tags, fields, timeMs: parseTime(reader, times) };
  const reason = refusalOf?.(point);
  if (reason !== undefined) reader.refuse(reason, reader.start);
  return point;
}

/** Where the string that `from` is inside of is closed; -1: nowhere. */
function closingQuote(text: string, from: number): number {
  for (let position = from; position < text.length; position++) {
    const character = text.charAt(position);
    if (character === '\\') position++;
    else if (character === '"') return position;
  }
  return -1;
}

/** Where the next string may begin; the end of the text when there is none. */
function nextString(text: string, from: number): number {
  const found = text.indexOf('="', from);
  return found < 0 ? text.length : found;
}

function endOfRow(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  return feed < 0 ? text.length : feed;
}

/**
 * Where the line that begins at `from` ends: a line feed inside a string belongs to the string. A string begins
 * right behind the `=` of a field; a quote anywhere else is a character like others.
 */
function endOfLine(text: string, from: number): number {
  let position = from;
  while (text.charAt(position) === ' ') position++;
  if (text.charAt(position) === '#') return endOfRow(text, position);
  /** 0: measurement and tags, 1: fields, 2: time. */
  let section = 0;
  for (; position < text.length; position++) {
    const character = text.charAt(position);
    if (character === '\n') return position;
    if (character === '\\' && ',= '.includes(text.charAt(position + 1))) position++;
    else if (character === ' ') {
      while (text.charAt(position + 1) === ' ') position++;
      section++;
    } else if (character === '=' && section === 1 && text.charAt(position + 1) === '"') {
      const close = closingQuote(text, position + 2);
      // A string that is never closed must not swallow the lines behind it.
      if (close < 0) return endOfRow(text, position);
      position = close;
    }
  }
  return text.length;
}

/**
 * Reads lines. A bad line is reported and the others are kept.
 * @param precision what one tick of the time stamps is.
 * @param defaultTimeMs time of the lines that carry none, epoch milliseconds.
 * @param latestMs lines of a later time are refused, epoch milliseconds.
 * @param refusalOf why a point that can be read is refused all the same; `undefined`: it is not.
 */
export function parseLines(
  text: string,
  precision: Precision,
  defaultTimeMs: number,
  latestMs = Number.POSITIVE_INFINITY,
  refusalOf?: (point: Point) => string | undefined,
): ParsedLines {
  const points: Point[] = [];
  const errors: LineError[] = [];
  const reader = new LineReader(text);
  const times = { nsPerTick: NANOSECONDS_PER_TICK[precision], defaultTimeMs, latestMs };
  let line = 0;
  /** Place of the next string: lines before it end at their line feed. */
  let string = -1;
  for (let from = 0; from < text.length; ) {
    line++;
    if (string < from) string = nextString(text, from);
    const feed = string < endOfRow(text, from) ? endOfLine(text, from) : endOfRow(text, from);
    reader.start = from;
    reader.position = from;
    reader.end = text.charAt(feed - 1) === '\r' && feed > from ? feed - 1 : feed;
    reader.skipSpaces();
    if (reader.position < reader.end && !reader.at('#')) {
      try {
        points.push(parseLine(reader, times, refusalOf));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        errors.push({ line, column: error.column, reason: error.message });
      }
    }
    // Feeds inside strings are lines too for the person who looks for the place.
    for (let at = endOfRow(text, from); at < feed; at = endOfRow(text, at + 1)) line++;
    from = feed + 1;
  }
  return { points, errors };
}
