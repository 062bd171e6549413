/** Small shared ways with series and groups. */
import type { Summary } from '../metric-store.ts';

/** One text for one set of tags, whatever their order. */
export function keyOf(tags: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(tags).sort());
}

/** For sorting: by value, and by name where values are the same. */
export function highestFirst(one: Summary, other: Summary): number {
  return other.value - one.value || (one.group < other.group ? -1 : 1);
}
