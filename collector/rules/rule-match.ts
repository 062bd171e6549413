/** Which points a rule is about, and which part of its subject. Pure. */
import type { Rule } from '../../config/schema/rules.ts';
import type { PointBlock, SeriesHead } from '../../model/point-block.ts';

/** Tags that say what a point is about, not which of its parts. */
const WHO_TAGS: ReadonlySet<string> = new Set('site agent device line room role host ifAlias'.split(' '));

/** Whether a rule is about a series; without a field: about some field of it. */
export function isOf(rule: Rule, head: SeriesHead, field?: string): boolean {
  return rule.metrics.some(
    (metric) =>
      metric.measurement === head.measurement &&
      (field === undefined || metric.field.includes(field)) &&
      Object.entries(metric.tags).every(([tag, value]) => head.tags[tag] === value),
  );
}

export function numberAt({ columns }: PointBlock, at: number): number {
  // Integers that a double does not hold are kept apart.
  return Number(columns.others.get(at) ?? columns.values[at] ?? 0);
}

/** Whether the fields of a rule's `if` have their values in this point. */
export function meetsConditions(rule: Rule, points: PointBlock, point: number): boolean {
  for (const field in rule.if) {
    if (fieldOf(points, point, field) !== rule.if[field]) return false;
  }
  return true;
}

function fieldOf(points: PointBlock, point: number, field: string): number | undefined {
  const { firstValue, series } = points.columns;
  for (let at = firstValue[point] ?? 0; at < (firstValue[point + 1] ?? 0); at++) {
    if (points.table.series[series[at] ?? -1]?.field === field) return numberAt(points, at);
  }
  return undefined;
}

/** Which port, which disk; which of several fields. */
export function detailOf(tags: Readonly<Record<string, string>>, rule: Rule, field: string): string {
  const parts = Object.entries(tags).flatMap(([tag, value]) => (WHO_TAGS.has(tag) ? [] : [value]));
  const fields = new Set(rule.metrics.flatMap((metric) => metric.field));
  return [...parts, ...(fields.size > 1 ? [field] : [])].join(' ');
}
