/** Which number stands for which series, and each series' newest value. In memory; the catalogue is its copy on disk. */
import type { FieldValue } from '../../../model/point.ts';
import type { ValueType } from '../../../model/point-block.ts';
import type { LatestValue } from '../metric-store.ts';
import type { Kind } from './schema.ts';

export const STORED_TYPES = ['float', 'integer', 'boolean', 'unsigned', 'text'] as const;
/** A field whose type changes becomes another series: nothing is refused, and nothing loses its exactness. */
export type StoredType = (typeof STORED_TYPES)[number];

export const KIND_OF = {
  float: 'float',
  integer: 'integer',
  boolean: 'integer',
  unsigned: 'unsigned',
  text: 'text',
} as const satisfies Record<StoredType, Kind>;

export interface SeriesEntry {
  /** In files and tables. Series of one field follow each other: what is asked for lies together. */
  readonly id: number;
  /** In memory: counts up from 0. */
  readonly place: number;
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly field: string;
  readonly type: StoredType;
}

export type SeriesName = Pick<SeriesEntry, 'measurement' | 'tags' | 'field' | 'type'>;

/** Bits of a series' id that count the series of one field; the others are the field's. */
const ORDINAL_BITS = 20;
const ORDINALS = 2 ** ORDINAL_BITS;
const GROUPS = 2 ** (32 - ORDINAL_BITS);

const INT64_MAX = 9_223_372_036_854_775_807n;

export function storedType(type: ValueType, value: FieldValue): StoredType {
  return typeof value === 'bigint' && value > INT64_MAX ? 'unsigned' : type;
}

function keyOf({ measurement, tags, field, type }: SeriesName): string {
  let key = `${measurement}\u001f${field}\u001f${type}`;
  for (const name of Object.keys(tags).sort()) key += `\u001f${name}\u001e${tags[name]}`;
  return key;
}

/** Gives series their ids: a field's series one after the other, in a range of the field's own while there is one. */
class SeriesIds {
  readonly #groupOf = new Map<string, number>();
  /** Ids given in each group. */
  readonly #used: number[] = [];

  load(name: SeriesName, id: number): void {
    const group = Math.floor(id / ORDINALS);
    while (this.#used.length <= group) this.#used.push(0);
    this.#used[group] = Math.max(this.#used[group] ?? 0, (id % ORDINALS) + 1);
    this.#groupOf.set(`${name.measurement}\u001f${name.field}\u001f${name.type}`, group);
  }

  next(name: SeriesName): number {
    const key = `${name.measurement}\u001f${name.field}\u001f${name.type}`;
    let group = this.#groupOf.get(key);
    if (group === undefined || (this.#used[group] ?? 0) >= ORDINALS) {
      // When every range is taken, fields share those that have room: slower to read, nothing is refused.
      group =
        this.#used.length < GROUPS ? this.#used.push(0) - 1 : this.#used.findIndex((used) => used < ORDINALS);
      this.#groupOf.set(key, group);
    }
    const ordinal = this.#used[group] ?? 0;
    this.#used[group] = ordinal + 1;
    return group * ORDINALS + ordinal;
  }
}

export class SeriesIndex {
  readonly #byKey = new Map<string, SeriesEntry>();
  readonly #byId = new Map<number, SeriesEntry>();
  readonly #byMeasurement = new Map<string, SeriesEntry[]>();
  readonly #ids = new SeriesIds();
  /** Newest times and values by place; NaN: none yet. Values that are no number lie in `#latestOthers`. */
  #latestTimes = new Float64Array(1_024).fill(Number.NaN);
  #latestValues = new Float64Array(1_024);
  readonly #latestOthers = new Map<number, string | bigint>();

  get size(): number {
    return this.#byId.size;
  }

  byId(id: number): SeriesEntry | undefined {
    return this.#byId.get(id);
  }

  /** Takes in a series read from disk. */
  load(name: SeriesName, id: number): void {
    this.#ids.load(name, id);
    this.#add(name, id);
  }

  /** A series by its name; `added` is called for one seen for the first time. */
  resolve(name: SeriesName, added: (entry: SeriesEntry) => void): SeriesEntry {
    const known = this.#byKey.get(keyOf(name));
    if (known) return known;
    const entry = this.#add(name, this.#ids.next(name));
    added(entry);
    return entry;
  }

  #add({ measurement, tags, field, type }: SeriesName, id: number): SeriesEntry {
    const entry: SeriesEntry = { id, place: this.#byId.size, measurement, tags, field, type };
    this.#byKey.set(keyOf(entry), entry);
    this.#byId.set(id, entry);
    const list = this.#byMeasurement.get(measurement);
    if (list) list.push(entry);
    else this.#byMeasurement.set(measurement, [entry]);
    if (entry.place >= this.#latestTimes.length) this.#grow();
    return entry;
  }

  #grow(): void {
    const times = new Float64Array(this.#latestTimes.length * 2).fill(Number.NaN);
    times.set(this.#latestTimes);
    const values = new Float64Array(times.length);
    values.set(this.#latestValues);
    this.#latestTimes = times;
    this.#latestValues = values;
  }

  /** Notes a value: the newest one is the latest, whenever it comes. */
  note(place: number, timeMs: number, value: number, other?: string | bigint): void {
    if ((this.#latestTimes[place] ?? 0) > timeMs) return;
    this.#latestTimes[place] = timeMs;
    this.#latestValues[place] = value;
    if (other !== undefined) this.#latestOthers.set(place, other);
    else if (this.#latestOthers.size > 0) this.#latestOthers.delete(place);
  }

  /** Series of a measurement that carry all of these tags. */
  find(measurement: string, tags: Readonly<Record<string, string>>): SeriesEntry[] {
    const wanted = Object.entries(tags);
    return (this.#byMeasurement.get(measurement) ?? []).filter((entry) =>
      wanted.every(([name, value]) => entry.tags[name] === value),
    );
  }

  /** In alphabetical order. */
  measurements(): string[] {
    return [...this.#byMeasurement.keys()].sort();
  }

  latest(measurement: string, tags: Readonly<Record<string, string>>): LatestValue[] {
    return this.find(measurement, tags).flatMap((entry) => {
      const timeMs = this.#latestTimes[entry.place] ?? Number.NaN;
      return Number.isNaN(timeMs)
        ? []
        : [{ tags: entry.tags, field: entry.field, value: this.#latestOf(entry), timeMs }];
    });
  }

  #latestOf({ place, type }: SeriesEntry): FieldValue {
    const value = this.#latestValues[place] ?? 0;
    const other = this.#latestOthers.get(place);
    switch (type) {
      case 'float':
        return value;
      case 'boolean':
        return value !== 0;
      case 'integer':
      case 'unsigned':
        return other ?? BigInt(value);
      case 'text':
        return other ?? '';
    }
  }
}
