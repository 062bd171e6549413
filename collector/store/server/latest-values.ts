/** The newest value of each series, in memory: what the page asks for every few seconds. */
import type { FieldValue, Point } from '../../../model/point.ts';
import type { LatestValue } from '../metric-store.ts';

interface SeriesOfTags {
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Map<string, { value: FieldValue; timeMs: number }>;
}

/** One text for one set of tags, whatever their order. Separators do not occur in names. */
function keyOf(tags: Readonly<Record<string, string>>): string {
  let key = '';
  for (const name of Object.keys(tags).sort()) key += `\u001f${name}\u001e${tags[name]}`;
  return key;
}

export class LatestValues {
  readonly #measurements = new Map<string, Map<string, SeriesOfTags>>();

  take({ measurement, tags, fields, timeMs }: Point): void {
    const series = this.#seriesOf(measurement, tags);
    for (const [field, value] of Object.entries(fields)) {
      const known = series.fields.get(field);
      if (!known || known.timeMs <= timeMs) series.fields.set(field, { value, timeMs });
    }
  }

  #seriesOf(measurement: string, tags: Readonly<Record<string, string>>): SeriesOfTags {
    let ofMeasurement = this.#measurements.get(measurement);
    if (!ofMeasurement) {
      ofMeasurement = new Map();
      this.#measurements.set(measurement, ofMeasurement);
    }
    const key = keyOf(tags);
    let series = ofMeasurement.get(key);
    if (!series) {
      series = { tags, fields: new Map() };
      ofMeasurement.set(key, series);
    }
    return series;
  }

  find(measurement: string, tags: Readonly<Record<string, string>>): LatestValue[] {
    const wanted = Object.entries(tags);
    const found: LatestValue[] = [];
    for (const series of this.#measurements.get(measurement)?.values() ?? []) {
      if (!wanted.every(([name, value]) => series.tags[name] === value)) continue;
      for (const [field, { value, timeMs }] of series.fields)
        found.push({ tags: series.tags, field, value, timeMs });
    }
    return found;
  }
}
