/**
 * A field's value. The type says what goes on the wire: `number` is a float, `bigint` an integer
 * (SNMP's Counter64 exceeds what a double holds exactly), and the other two are themselves.
 */
export type FieldValue = number | bigint | boolean | string;

/** One measurement at one moment: the unit of everything that flows from an agent to a store. */
export interface Point {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  /** At least one; a point without fields says nothing and is refused by the writer. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** Epoch milliseconds, UTC. */
  readonly timeMs: number;
}

/** A field as a number, whatever numeric type it came as; `undefined` when it is missing or not numeric. */
export function numericField(point: Point, name: string): number | undefined {
  const value = point.fields[name];
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return undefined;
}
