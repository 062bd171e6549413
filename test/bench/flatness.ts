/** Whether a quantity stays where it is. Pure. */

export interface Sample {
  readonly atMs: number;
  readonly value: number;
}

export interface Flatness {
  readonly mean: number;
  /** Farthest that the mean of a slice is from the mean of all, percent of it. */
  readonly deviationPercent: number;
  /** Slope of the line through all samples (least squares), per hour. */
  readonly slopePerHour: number;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * @param sliceMs samples are averaged over this time first: a collector of rubbish works in steps.
 * @throws RangeError for fewer than two slices.
 */
export function flatnessOf(samples: readonly Sample[], sliceMs: number): Flatness {
  const startMs = samples[0]?.atMs ?? 0;
  const slices: number[][] = [];
  for (const { atMs, value } of samples) {
    const slice = Math.floor((atMs - startMs) / sliceMs);
    slices[slice] = [...(slices[slice] ?? []), value];
  }
  if (slices.length < 2) throw new RangeError('too short to tell');
  const mean = meanOf(samples.map(({ value }) => value));
  const sliceMeans = slices.filter((slice) => slice !== undefined).map(meanOf);
  const deviation = Math.max(...sliceMeans.map((value) => Math.abs(value - mean)));
  const meanAtMs = meanOf(samples.map(({ atMs }) => atMs));
  const covariance = meanOf(samples.map(({ atMs, value }) => (atMs - meanAtMs) * (value - mean)));
  const variance = meanOf(samples.map(({ atMs }) => (atMs - meanAtMs) ** 2));
  return {
    mean,
    deviationPercent: (100 * deviation) / mean,
    slopePerHour: (covariance / variance) * 3_600_000,
  };
}
