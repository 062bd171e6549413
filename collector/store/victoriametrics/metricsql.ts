/** MetricsQL as text, and how our names stand in VictoriaMetrics. */

/**
 * The series `ping_average_response_ms` does not say where the measurement ends: it is told in a label of its own,
 * which is taken off again when series are read.
 */
export const MEASUREMENT_LABEL = '_measurement';

/** Roll-ups have this one instead, so that nobody takes them for raw values. */
export const ROLLUP_LABEL = '_rollup';

/** A label's name; odd characters have a backslash in front. */
export function label(text: string): string {
  return text.replace(/[^\p{L}\p{N}_]/gu, '\\$&');
}

export function literal(text: string): string {
  return JSON.stringify(text);
}

/** As a regular expression, the text itself. */
function plain(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Series of a measurement, or of one or some of its fields, that carry all of the tags. */
export function selector(
  measurement: string,
  field: string | readonly string[] | undefined,
  tags: Readonly<Record<string, string>>,
): string {
  const parts = [`${MEASUREMENT_LABEL}=${literal(measurement)}`];
  if (typeof field === 'string') parts.push(`__name__=${literal(`${measurement}_${field}`)}`);
  else if (field) {
    const names = field.map((one) => plain(`${measurement}_${one}`));
    parts.push(`__name__=~${literal(names.join('|'))}`);
  }
  for (const [key, value] of Object.entries(tags)) parts.push(`${label(key)}=${literal(value)}`);
  return `{${parts.join(',')}}`;
}

/** `by (site)` */
export function by(...tags: readonly string[]): string {
  return `by (${tags.map(label).join(', ')})`;
}

export function tagsOf(metric: Readonly<Record<string, string>>): Record<string, string> {
  const { __name__: _series, [MEASUREMENT_LABEL]: _measurement, [ROLLUP_LABEL]: _rollup, ...tags } = metric;
  return tags;
}

/** @returns `undefined` for series that are not of ours. */
export function namesOf(
  metric: Readonly<Record<string, string>>,
): { measurement: string; field: string; tags: Record<string, string> } | undefined {
  const measurement = metric[MEASUREMENT_LABEL];
  if (measurement === undefined) return undefined;
  return { measurement, field: (metric.__name__ ?? '').slice(measurement.length + 1), tags: tagsOf(metric) };
}
