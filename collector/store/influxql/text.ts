/** InfluxQL as text: names and values quoted, so that none of them can be anything else. */
import type { Selection, TimeRange } from '../metric-store.ts';

/** An identifier: measurement, field, tag. */
export function name(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}

/** A string literal. */
export function literal(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&').replace(/\n/g, '\\n')}'`;
}

export function within({ fromMs, toMs }: TimeRange): string {
  return `time >= ${fromMs}ms AND time < ${toMs}ms`;
}

export function carrying(tags: Readonly<Record<string, string>>): string[] {
  return Object.entries(tags).map(([key, value]) => `${name(key)} = ${literal(value)}`);
}

export function where(selection: Pick<Selection, 'tags' | 'fromMs' | 'toMs'>): string {
  return `WHERE ${[within(selection), ...carrying(selection.tags)].join(' AND ')}`;
}
