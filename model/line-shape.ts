/** How lines looked that were read before: the bytes of their measurement and tags, and of their fields' names. */
import type { SeriesHead, SeriesTable, ValueType } from './point-block.ts';

/** Shapes remembered, of about 300 bytes each. When there are more they are learned anew. */
const MAX_SHAPES = 500_000;

const SPACE = 0x20;
const BACKSLASH = 0x5c;

const TYPE_PLACES = { float: 0, integer: 1, boolean: 2, text: 3 } as const satisfies Record<
  ValueType,
  number
>;
const TYPES_PER_FIELD = 4;

/** Shared by all heads that have the field. */
interface FieldName {
  readonly name: string;
  /** As it stands in a line, with the equals sign. */
  readonly bytes: Uint8Array;
}

/** How the lines of one head look. */
export class LineShape {
  readonly head: SeriesHead;
  /** The head as it stands in a line, with the space behind it. */
  readonly bytes: Uint8Array;
  /** The shape that the following line had the last time: agents write their lines in the same order. */
  next: LineShape | undefined;
  readonly #fields: FieldName[] = [];
  /** Series' numbers by field and type, each raised by one: 0 is one not met yet. */
  readonly #series: number[] = [];
  /** The line that each field was last met in. */
  readonly #lastLine: number[] = [];

  constructor(head: SeriesHead, bytes: Uint8Array) {
    this.head = head;
    this.bytes = bytes;
  }

  knows(field: string): boolean {
    return this.#fields.some(({ name }) => name === field);
  }

  addField(field: FieldName): void {
    this.#fields.push(field);
    this.#lastLine.push(-1);
    for (let type = 0; type < TYPES_PER_FIELD; type++) this.#series.push(0);
  }

  /**
   * Which field begins at a place of a line.
   * @param expected which it would be in the order of the last lines.
   * @param line a number of the line's own: a field that is met a second time in it is not found.
   * @returns -1 when it is none that is known.
   */
  fieldAt(bytes: Uint8Array, at: number, expected: number, line: number): number {
    const count = this.#fields.length;
    for (let step = 0; step < count; step++) {
      const place = (expected + step) % count;
      const field = this.#fields[place];
      if (!field || !startsWith(bytes, at, field.bytes)) continue;
      if (this.#lastLine[place] === line) return -1;
      this.#lastLine[place] = line;
      return place;
    }
    return -1;
  }

  /** Length of a field's name with the equals sign, in bytes. */
  nameLength(place: number): number {
    return this.#fields[place]?.bytes.length ?? 0;
  }

  /** Number of the series of the field at a place. */
  seriesOf(place: number, type: ValueType, table: SeriesTable): number {
    const at = place * TYPES_PER_FIELD + TYPE_PLACES[type];
    const known = this.#series[at];
    if (known) return known - 1;
    const number = table.seriesNumber(this.head, this.#fields[place]?.name ?? '', type);
    this.#series[at] = number + 1;
    return number;
  }
}

/** Whether the bytes at a place are these. */
export function startsWith(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  // From the end: names that are alike differ in their last characters.
  for (let index = wanted.length - 1; index >= 0; index--) {
    if (bytes[at + index] !== wanted[index]) return false;
  }
  return true;
}

/** Where measurement and tags end: at the first space that is not escaped. */
function endOfHead(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (bytes[at] === SPACE) return at;
    if (bytes[at] === BACKSLASH && bytes[at + 1] === SPACE) at++;
  }
  return to;
}

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash;
}

/** All shapes that are known. */
export class LineShapes {
  #byHash = new Map<number, LineShape[]>();
  #count = 0;
  readonly #fieldNames = new Map<string, FieldName>();

  /** The shape of the line from one place to another. */
  find(bytes: Uint8Array, from: number, to: number): LineShape | undefined {
    const hash = hashOf(bytes, from, endOfHead(bytes, from, to));
    return this.#byHash.get(hash)?.find((shape) => startsWith(bytes, from, shape.bytes));
  }

  /** Remembers a line that has been read, with the names of its fields. */
  learn(bytes: Uint8Array, from: number, to: number, head: SeriesHead, fields: readonly string[]): void {
    const shape = this.find(bytes, from, to) ?? this.#add(bytes, from, to, head);
    for (const name of fields) {
      // What can be written in several ways is not remembered in one.
      if (shape.knows(name) || /[\\\r\n]/.test(name)) continue;
      const known = this.#fieldNames.get(name) ?? {
        name,
        bytes: new TextEncoder().encode(`${name.replace(/[,= ]/g, '\\$&')}=`),
      };
      this.#fieldNames.set(name, known);
      shape.addField(known);
    }
  }

  #add(bytes: Uint8Array, from: number, to: number, head: SeriesHead): LineShape {
    if (this.#count++ >= MAX_SHAPES) {
      this.#byHash = new Map();
      this.#count = 1;
    }
    const end = endOfHead(bytes, from, to);
    // A copy: a Buffer's own `slice` would hold all of the body that the line came in.
    const shape = new LineShape(head, Uint8Array.from(bytes.subarray(from, end + 1)));
    const hash = hashOf(bytes, from, end);
    this.#byHash.set(hash, [...(this.#byHash.get(hash) ?? []), shape]);
    return shape;
  }
}
