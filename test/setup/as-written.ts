/** Points against the written schema of the measurements. */
import { expect } from 'vitest';
import { departuresFrom, measurementSpec } from '../../model/measurements/index.ts';
import type { Point } from '../../model/point.ts';

/** A measurement of an installation's own profile has fields of its own. */
const OWN = /^own_/;

/** What of the points the schema does not know, or knows otherwise. */
function departures(points: readonly Point[]): string[] {
  return points
    .filter(({ measurement }) => !OWN.test(measurement))
    .flatMap((point) => {
      const spec = measurementSpec(point.measurement);
      return spec ? departuresFrom(spec, point) : [`measurement ${point.measurement}`];
    });
}

export function expectAsWritten(points: readonly Point[]): void {
  expect(departures(points)).toEqual([]);
}
