/**
 * Reads bodies of line protocol into blocks. A line that looks like one read before (the same measurement and tags,
 * known fields, plain numbers) is read from its bytes, and no text or object is made of it; every other line is
 * read by `line-reader.ts` and its looks are remembered. A test holds the two ways against each other.
 */
import { parseLine, Refused } from './line-reader.ts';
import { type LineShape, LineShapes, startsWith } from './line-shape.ts';
import type { Point } from './point.ts';
import { type PointBlock, PointBlockBuilder, type SeriesTable } from './point-block.ts';
import { NANOSECONDS_PER_TICK, type Precision } from './precision.ts';

/** Why a line was refused, and where: both numbers count from one. */
export interface LineError {
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

export interface LineRules {
  /** What one tick of the time stamps is. */
  readonly precision: Precision;
  /** Time of the lines that carry none, epoch milliseconds. */
  readonly defaultTimeMs: number;
  /** Lines of a later time are refused, epoch milliseconds. */
  readonly latestMs?: number;
  /** With so many refused lines a body is not read to its end; default: it is. */
  readonly mostRefused?: number;
  /** Why a line that can be read is refused all the same; `undefined`: it is not. */
  readonly refusalOf?: ((point: Pick<Point, 'tags' | 'timeMs'>) => string | undefined) | undefined;
  /** Why a line that begins so many series, one or more, is refused; `undefined`: it is not. */
  readonly newSeriesRefusalOf?: ((count: number) => string | undefined) | undefined;
}

export interface ParsedBlock {
  readonly block: PointBlock;
  readonly errors: readonly LineError[];
  /** The body without the lines that were refused. */
  readonly accepted: Buffer;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const NUMBER_SIGN = 0x23;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
const LETTER_I = 0x69;

const TRUE = new TextEncoder().encode('true');
const FALSE = new TextEncoder().encode('false');

/** So many decimal digits are a whole number that a double holds exactly. */
const EXACT_DIGITS = 15;
/** Powers of ten that a double holds exactly: a quotient of two exact numbers is rounded once, as it should be. */
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent);
/** The times that 64 bits of nanoseconds hold, less their last millisecond. */
const MAX_TIME_MS = 9_223_372_036_854;
const MAX_TIME_DIGITS = 19;

/** Where the string that `from` is inside of is closed; -1: nowhere. */
function closingQuote(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at;
  }
  return -1;
}

function endOfRow(bytes: Buffer, from: number): number {
  const feed = bytes.indexOf(LINE_FEED, from);
  return feed < 0 ? bytes.length : feed;
}

function skipSpaces(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === SPACE) at++;
  return at;
}

function isEscapable(byte: number | undefined): boolean {
  return byte === COMMA || byte === EQUALS || byte === SPACE;
}

/**
 * Where the line that begins at `from` ends: a line feed inside a string belongs to the string. A string begins
 * right behind the `=` of a field; a quote anywhere else is a character like others.
 */
function endOfLine(bytes: Buffer, from: number): number {
  let at = skipSpaces(bytes, from);
  if (bytes[at] === NUMBER_SIGN) return endOfRow(bytes, at);
  /** 0: measurement and tags, 1: fields, 2: time. */
  let section = 0;
  for (; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === LINE_FEED) return at;
    if (byte === BACKSLASH && isEscapable(bytes[at + 1])) at++;
    else if (byte === SPACE) {
      at = skipSpaces(bytes, at) - 1;
      section++;
    } else if (byte === EQUALS && section === 1 && bytes[at + 1] === QUOTE) {
      const close = closingQuote(bytes, at + 2);
      // A string that is never closed must not swallow the lines behind it.
      if (close < 0) return endOfRow(bytes, at);
      at = close;
    }
  }
  return bytes.length;
}

function withoutReturn(bytes: Uint8Array, from: number, feed: number): number {
  return feed > from && bytes[feed - 1] === CARRIAGE_RETURN ? feed - 1 : feed;
}

/** How a time's digits become milliseconds: the last ones are dropped, or they are multiplied. */
function timeScale(precision: Precision): { droppedDigits: number; factor: number } {
  const nsPerTick = Number(NANOSECONDS_PER_TICK[precision]);
  return nsPerTick < 1e6
    ? { droppedDigits: Math.round(Math.log10(1e6 / nsPerTick)), factor: 1 }
    : { droppedDigits: 0, factor: nsPerTick / 1e6 };
}

/** Keeps what it has learned: one parser is to read everything that comes to one place. */
export class LineParser {
  readonly #shapes = new LineShapes();
  readonly #builder: PointBlockBuilder;
  /** The shape of the line before. */
  #previous: LineShape | undefined;
  /** Counts all lines ever read by their bytes. */
  #lineNumber = 0;
  /** What the latest successful call of `#readValue` has read. */
  #value = 0;
  #valueType: 'float' | 'integer' | 'boolean' = 'float';

  constructor(table: SeriesTable) {
    this.#builder = new PointBlockBuilder(table);
  }

  /** Reads a body. A bad line is reported and the others are kept. */
  parse(bytes: Buffer, rules: LineRules): ParsedBlock {
    const errors: LineError[] = [];
    /** What lies between the refused lines. */
    const accepted: Buffer[] = [];
    let acceptedFrom = 0;
    const times = {
      nsPerTick: NANOSECONDS_PER_TICK[rules.precision],
      defaultTimeMs: rules.defaultTimeMs,
      latestMs: rules.latestMs ?? Number.POSITIVE_INFINITY,
      ...timeScale(rules.precision),
    };
    let line = 0;
    let next = 0;
    for (let from = 0; from < bytes.length; from = next) {
      line++;
      const row = endOfRow(bytes, from);
      next = row + 1;
      const start = skipSpaces(bytes, from);
      const end = withoutReturn(bytes, from, row);
      if (start >= end || bytes[start] === NUMBER_SIGN) continue;
      let refusal: Omit<LineError, 'line'> | undefined;
      const timeMs = this.#readKnown(bytes, start, end, times);
      if (timeMs !== undefined && this.#previous) refusal = this.#end(this.#previous, timeMs, rules);
      else {
        const feed = endOfLine(bytes, from);
        refusal = this.#readText(bytes, from, withoutReturn(bytes, from, feed), times, rules);
        next = feed + 1;
      }
      if (refusal) {
        errors.push({ line, ...refusal });
        accepted.push(bytes.subarray(acceptedFrom, from));
        acceptedFrom = next;
        if (errors.length >= (rules.mostRefused ?? Number.POSITIVE_INFINITY) && next < bytes.length) {
          errors.push({
            line: line + 1,
            column: 1,
            reason: 'not read, nor what follows: too many are refused',
          });
          acceptedFrom = bytes.length;
          break;
        }
      }
      // Feeds inside strings are lines too for the person who looks for the place.
      for (let feed = row; feed < next - 1; feed = endOfRow(bytes, feed + 1)) line++;
    }
    accepted.push(bytes.subarray(acceptedFrom));
    return {
      block: this.#builder.take(),
      errors,
      accepted: errors.length === 0 ? bytes : Buffer.concat(accepted),
    };
  }

  /** Ends a line whose values are in the builder, or takes them back. */
  #end(shape: LineShape, timeMs: number, { refusalOf }: LineRules): Omit<LineError, 'line'> | undefined {
    const reason = refusalOf?.({ tags: shape.head.tags, timeMs });
    if (reason === undefined) this.#builder.endPoint(shape.head, timeMs);
    else this.#builder.dropPoint();
    return reason === undefined ? undefined : { column: 1, reason };
  }

  /** Reads any line, as text. */
  #readText(
    bytes: Buffer,
    from: number,
    end: number,
    times: TimeScale,
    { refusalOf, newSeriesRefusalOf }: LineRules,
  ): Omit<LineError, 'line'> | undefined {
    try {
      const point = parseLine(bytes.toString('utf8', from, end), times);
      const newSeries = newSeriesRefusalOf ? this.#builder.table.newSeriesOf(point) : 0;
      const reason = refusalOf?.(point) ?? (newSeries > 0 ? newSeriesRefusalOf?.(newSeries) : undefined);
      if (reason !== undefined) return { column: 1, reason };
      const head = this.#builder.addPoint(point);
      this.#shapes.learn(bytes, skipSpaces(bytes, from), end, head, Object.keys(point.fields));
      return undefined;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { column: error.column, reason: error.message };
    }
  }

  /**
   * Reads a line that looks like one known into the builder; its shape is then `#previous`.
   * @returns its time, epoch milliseconds; `undefined` when it has to be read as text.
   */
  #readKnown(bytes: Buffer, from: number, end: number, times: TimeScale): number | undefined {
    const shape = this.#shapeOf(bytes, from, end);
    if (!shape) return undefined;
    const afterFields = this.#readFields(bytes, skipSpaces(bytes, from + shape.bytes.length), shape);
    const timeMs = afterFields < 0 ? undefined : readTime(bytes, afterFields, end, times);
    if (timeMs === undefined || timeMs > times.latestMs) {
      this.#builder.dropPoint();
      return undefined;
    }
    return timeMs;
  }

  #shapeOf(bytes: Buffer, from: number, end: number): LineShape | undefined {
    const guess = this.#previous?.next;
    const shape = guess && startsWith(bytes, from, guess.bytes) ? guess : this.#shapes.find(bytes, from, end);
    if (shape && this.#previous) this.#previous.next = shape;
    this.#previous = shape ?? this.#previous;
    return shape;
  }

  /** @returns where the fields end; -1 when they have to be read as text. */
  #readFields(bytes: Buffer, from: number, shape: LineShape): number {
    const line = this.#lineNumber++;
    let at = from;
    for (let expected = 0; ; expected++) {
      const place = shape.fieldAt(bytes, at, expected, line);
      if (place < 0) return -1;
      at = this.#readValue(bytes, at + shape.nameLength(place));
      if (at < 0) return -1;
      this.#builder.addNumber(shape.seriesOf(place, this.#valueType, this.#builder.table), this.#value);
      if (bytes[at] !== COMMA) return at;
      at++;
      expected = place;
    }
  }

  /** @returns where the value ends; -1 when it is none that is read from bytes. */
  #readValue(bytes: Buffer, from: number): number {
    const sign = bytes[from];
    let at = sign === MINUS || sign === PLUS ? from + 1 : from;
    let whole = 0;
    const firstDigit = at;
    for (let digit = digitAt(bytes, at); digit >= 0; digit = digitAt(bytes, ++at)) whole = whole * 10 + digit;
    let digits = at - firstDigit;
    let decimals = 0;
    if (bytes[at] === DOT) {
      const firstDecimal = ++at;
      for (let digit = digitAt(bytes, at); digit >= 0; digit = digitAt(bytes, ++at))
        whole = whole * 10 + digit;
      decimals = at - firstDecimal;
      digits += decimals;
    }
    if (digits === 0) return this.#readBoolean(bytes, from);
    this.#valueType = 'float';
    if (bytes[at] === LETTER_I && digits <= EXACT_DIGITS && at - firstDigit === digits) {
      this.#valueType = 'integer';
      at++;
    } else if (digits > EXACT_DIGITS) whole = Number(bytes.toString('latin1', firstDigit, at));
    else if (decimals > 0) whole /= POWERS_OF_TEN[decimals] ?? 1;
    this.#value = sign === MINUS ? -whole : whole;
    return endsValue(bytes[at]) && Number.isFinite(whole) ? at : -1;
  }

  #readBoolean(bytes: Buffer, from: number): number {
    const isTrue = startsWith(bytes, from, TRUE);
    if (!isTrue && !startsWith(bytes, from, FALSE)) return -1;
    this.#valueType = 'boolean';
    this.#value = isTrue ? 1 : 0;
    const at = from + (isTrue ? TRUE : FALSE).length;
    return endsValue(bytes[at]) ? at : -1;
  }
}

interface TimeScale {
  readonly nsPerTick: bigint;
  readonly defaultTimeMs: number;
  readonly latestMs: number;
  readonly droppedDigits: number;
  readonly factor: number;
}

/** @returns -1 where there is none. */
function digitAt(bytes: Uint8Array, at: number): number {
  const digit = (bytes[at] ?? 0) - ZERO;
  return digit >= 0 && digit <= 9 ? digit : -1;
}

function endsValue(byte: number | undefined): boolean {
  return (
    byte === COMMA || byte === SPACE || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === undefined
  );
}

/** The time behind the fields of a line, epoch milliseconds; `undefined` when it has to be read as text. */
function readTime(bytes: Uint8Array, from: number, end: number, times: TimeScale): number | undefined {
  if (from > end) return undefined;
  let at = skipSpaces(bytes, from);
  if (at >= end) return times.defaultTimeMs;
  if (at === from) return undefined;
  const first = at;
  while (digitAt(bytes, at) >= 0) at++;
  const digits = at - first;
  if (digits === 0 || digits > MAX_TIME_DIGITS || skipSpaces(bytes, at) < end) return undefined;
  const lastKept = at - times.droppedDigits;
  if (lastKept - first > EXACT_DIGITS) return undefined;
  let ticks = 0;
  for (let place = first; place < lastKept; place++) ticks = ticks * 10 + digitAt(bytes, place);
  const timeMs = ticks * times.factor;
  return timeMs < MAX_TIME_MS ? timeMs : undefined;
}
