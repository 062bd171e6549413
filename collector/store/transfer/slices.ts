/** A store's measurements, cut into hours: small enough for memory, and what was done is known by the hour. */
import type { MetricStore, TimeRange } from '../metric-store.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export interface StoreSlice extends TimeRange {
  readonly measurement: string;
}

export interface SliceSelection {
  /** All when left out. */
  readonly measurements?: readonly string[];
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** Slices that begin and end at whole hours or days of UTC, measurement by measurement, the oldest first. */
export async function slicesOf(
  store: Pick<MetricStore, 'measurements' | 'extent'>,
  lengthMs: number,
  { measurements, fromMs = 0, toMs = Number.POSITIVE_INFINITY }: SliceSelection = {},
): Promise<StoreSlice[]> {
  const slices: StoreSlice[] = [];
  for (const measurement of measurements ?? (await store.measurements())) {
    const extent = await store.extent(measurement);
    if (!extent) continue;
    const endMs = Math.min(extent.toMs, toMs);
    const firstMs = Math.max(extent.fromMs, fromMs);
    for (let atMs = Math.floor(firstMs / lengthMs) * lengthMs; atMs < endMs; atMs += lengthMs) {
      const range = { fromMs: Math.max(atMs, firstMs), toMs: Math.min(atMs + lengthMs, endMs) };
      slices.push({ measurement, ...range });
    }
  }
  return slices;
}
