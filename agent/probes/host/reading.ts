/** What one part of the host probe has read: a point without the tags and the time that all have. */
import type { FieldValue } from '../../../model/point.ts';

export interface Reading {
  readonly measurement: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/** Without those that are not known: nothing is rounded into a zero. */
export function knownFields(
  fields: Readonly<Record<string, FieldValue | undefined>>,
): Record<string, FieldValue> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, FieldValue] => {
      const [, value] = entry;
      return value !== undefined && !(typeof value === 'number' && !Number.isFinite(value));
    }),
  );
}

/** As an integer on the wire. */
export function whole(value: number | undefined): bigint | undefined {
  return value === undefined || !Number.isFinite(value) ? undefined : BigInt(Math.round(value));
}
