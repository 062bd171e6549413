/** Which number stands for which series, and each series' newest value. In memory; the table is its copy on disk. */
import type { FieldValue } from '../../../model/point.ts';
import type { LatestValue } from '../metric-store.ts';

export const VALUE_TYPES = ['float', 'integer', 'boolean', 'text'] as const;
/** A field whose type changes becomes another series: nothing is refused, and nothing loses its exactness. */
export type ValueType = (typeof VALUE_TYPES)[number];

export interface SeriesEntry {
  readonly id: number;
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly field: string;
  readonly type: ValueType;
  latest: { value: FieldValue; timeMs: number } | undefined;
}

export function typeOfValue(value: FieldValue): ValueType {
  switch (typeof value) {
    case 'number':
      return 'float';
    case 'bigint':
      return 'integer';
    case 'boolean':
      return 'boolean';
    case 'string':
      return 'text';
  }
}

/** One text for one set of tags, whatever their order. Unit separators do not occur in names. */
function keyOf(measurement: string, tags: Readonly<Record<string, string>>): string {
  let key = measurement;
  for (const name of Object.keys(tags).sort()) key += `\u001f${name}\u001e${tags[name]}`;
  return key;
}

export class SeriesIndex {
  readonly #byKey = new Map<string, Map<string, SeriesEntry>>();
  readonly #byMeasurement = new Map<string, SeriesEntry[]>();
  #nextId = 1;

  /** Takes in a series read from disk. */
  load(entry: SeriesEntry): void {
    this.#nextId = Math.max(this.#nextId, entry.id + 1);
    this.#fieldsOf(keyOf(entry.measurement, entry.tags)).set(`${entry.field} ${entry.type}`, entry);
    this.#register(entry);
  }

  /** The series of every field of a point; `added` is called for those seen for the first time. */
  resolve(
    measurement: string,
    tags: Readonly<Record<string, string>>,
    fields: Readonly<Record<string, FieldValue>>,
    visit: (entry: SeriesEntry, value: FieldValue) => void,
    added: (entry: SeriesEntry) => void,
  ): void {
    const known = this.#fieldsOf(keyOf(measurement, tags));
    for (const [field, value] of Object.entries(fields)) {
      const type = typeOfValue(value);
      const key = `${field} ${type}`;
      let entry = known.get(key);
      if (!entry) {
        entry = { id: this.#nextId++, measurement, tags, field, type, latest: undefined };
        known.set(key, entry);
        this.#register(entry);
        added(entry);
      }
      visit(entry, value);
    }
  }

  #fieldsOf(key: string): Map<string, SeriesEntry> {
    const known = this.#byKey.get(key);
    if (known) return known;
    const fresh = new Map<string, SeriesEntry>();
    this.#byKey.set(key, fresh);
    return fresh;
  }

  #register(entry: SeriesEntry): void {
    const list = this.#byMeasurement.get(entry.measurement);
    if (list) list.push(entry);
    else this.#byMeasurement.set(entry.measurement, [entry]);
  }

  /** In alphabetical order. */
  measurements(): string[] {
    return [...this.#byMeasurement.keys()].sort();
  }

  /** Series of a measurement that carry all of these tags. */
  find(measurement: string, tags: Readonly<Record<string, string>>): SeriesEntry[] {
    const wanted = Object.entries(tags);
    return (this.#byMeasurement.get(measurement) ?? []).filter((entry) =>
      wanted.every(([name, value]) => entry.tags[name] === value),
    );
  }

  latest(measurement: string, tags: Readonly<Record<string, string>>): LatestValue[] {
    return this.find(measurement, tags).flatMap(({ tags, field, latest }) =>
      latest ? [{ tags, field, value: latest.value, timeMs: latest.timeMs }] : [],
    );
  }
}
