/**
 * Reads one line of InfluxDB's line protocol, whatever the grammar allows in it, and says where it is wrong.
 * Grammar: https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/
 */
import type { FieldValue, Point } from './point.ts';

const NANOSECONDS_PER_MS = 1_000_000n;
const INT64_MAX = 9_223_372_036_854_775_807n;
const INT64_MIN = -9_223_372_036_854_775_808n;
const UINT64_MAX = 18_446_744_073_709_551_615n;

/**
 * Of measurement and tags together, and of a field's name: they are kept in memory for as long as the program runs. Ten
 * times what Telegraf writes.
 */
const LONGEST_HEAD = 4_096;
const LONGEST_FIELD_NAME = 1_024;
const MOST_FIELDS = 4_096;
/** Of a text: as InfluxDB has it. */
const LONGEST_TEXT = 65_536;

/** Ends the parse of one line. */
export class Refused extends Error {
  readonly column: number;
  constructor(column: number, reason: string) {
    super(reason);
    this.column = column;
  }
}

/** A cursor over one line. */
class LineReader {
  readonly text: string;
  readonly end: number;
  position = 0;

  constructor(text: string) {
    this.text = text;
    this.end = text.length;
  }

  refuse(reason: string, at = this.position): never {
    throw new Refused(at + 1, reason);
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
  const at = reader.position;
  if (reader.at('"')) {
    const text = reader.quoted();
    if (text.length > LONGEST_TEXT) reader.refuse(`a text has more than ${LONGEST_TEXT} characters`, at);
    return text;
  }
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

/**
 * Signs that tell parts of a series' name from each other wherever series are kept by name (point-block.ts, the stores):
 * with them in a name, a line of one tag would be another's of four. NUL ends a text in some stores.
 */
const SEPARATORS = ['\u0000', '\u001e', '\u001f'] as const;

function checkHead(reader: LineReader): void {
  if (reader.position > LONGEST_HEAD)
    reader.refuse(`measurement and tags have more than ${LONGEST_HEAD} characters`, 0);
}

function checkName(reader: LineReader, text: string, at: number): void {
  if (SEPARATORS.some((sign) => text.includes(sign)))
    reader.refuse('a name or a tag holds a control character (NUL, RS or US)', at);
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
    checkName(reader, key, at);
    checkName(reader, value, at);
    checkHead(reader);
    tags[key] = value;
  }
  return tags;
}

function parseFields(reader: LineReader): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = {};
  for (let count = 1; ; count++) {
    const at = reader.position;
    if (count > MOST_FIELDS) reader.refuse(`a line has more than ${MOST_FIELDS} fields`, at);
    const key = reader.token(',= ', ',= ');
    if (key === '') reader.refuse('field has no name', at);
    if (!reader.at('=')) reader.refuse(`field "${key.slice(0, 40)}" has no value`);
    reader.position++;
    if (key.length > LONGEST_FIELD_NAME)
      reader.refuse(`the name of a field has more than ${LONGEST_FIELD_NAME} characters`, at);
    checkName(reader, key, at);
    fields[key] = parseFieldValue(reader);
    if (!reader.at(',')) break;
    reader.position++;
  }
  if (reader.position < reader.end && !reader.at(' ')) reader.refuse('expected a space after the fields');
  return fields;
}

/** How time stamps are read. */
export interface TimeRules {
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

/**
 * Reads one line, which is neither empty nor a comment, without its line feed.
 * @throws Refused
 */
export function parseLine(line: string, times: TimeRules): Point {
  const reader = new LineReader(line);
  reader.skipSpaces();
  const measurement = reader.token(', ', ', ');
  if (measurement === '') reader.refuse('measurement is missing');
  checkName(reader, measurement, 0);
  checkHead(reader);
  const tags = parseTags(reader);
  if (!reader.at(' ')) reader.refuse('fields are missing');
  reader.skipSpaces();
  const fields = parseFields(reader);
  return { measurement, tags, fields, timeMs: parseTime(reader, times) };
}
