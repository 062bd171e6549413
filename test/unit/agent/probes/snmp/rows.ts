/** Answers of made-up devices in the shape that a walk takes them. */
import type { ColumnRows, Place, SnmpValue } from '../../../../../agent/probes/snmp/codec/pdu.ts';

/** Where a walk of the column stands, as an OID. */
export function oidOf({ column, after }: Place): string {
  return after === '' ? column : `${column}.${after}`;
}

/** What a device said of the column: values by OID, in the order that they came in. */
export function rowsFrom(
  place: Place,
  said: readonly (readonly [string, SnmpValue | undefined])[],
): ColumnRows {
  const below = `${place.column}.`;
  const indexes = said.map(([oid]) => (oid.startsWith(below) ? oid.slice(below.length) : undefined));
  return { rows: { width: 1, indexes, values: said.map(([, value]) => value) }, at: 0 };
}
