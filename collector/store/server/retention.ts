/** Lengths of time as database servers write them. */

const HOUR_MS = 3_600_000;
const UNIT_MS: Readonly<Record<string, number>> = {
  h: HOUR_MS,
  d: 24 * HOUR_MS,
  w: 7 * 24 * HOUR_MS,
  y: 365 * 24 * HOUR_MS,
};
/** VictoriaMetrics counts in months where no unit is said, and takes 31 days for one. */
const MONTH_MS = 31 * 24 * HOUR_MS;

/** In whole hours: the unit that every server and tool takes. */
export function keptFor(keepMs: number): string {
  return `${Math.round(keepMs / HOUR_MS)}h`;
}

/** `-retentionPeriod` of VictoriaMetrics in milliseconds; `undefined` when it is written otherwise. */
export function retentionPeriodMs(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([hdwy]?)$/.exec(text.trim()) ?? [];
  if (number === undefined) return undefined;
  return Number(number) * (UNIT_MS[unit] ?? MONTH_MS);
}
