/** Answers of made-up devices in the shape that a walk takes them. */
import type { Place, Rows, SnmpValue } from '../../../../../agent/probes/snmp/codec/pdu.ts';

/** Where a walk of the column stands, as an OID. */
export function oidOf({ column, after }: Place): string {
  return after === '' ? column : `${column}.${after}`;
}

/** What a device said of the column: values by OID, in the order that they came in. */
export function rowsFrom(place: Place, said: readonly (readonly [string, SnmpValue | undefined])[]): Rows {
  const end = said.findIndex(([oid]) => !oid.startsWith(`${place.column}.`));
  const inside = end < 0 ? said : said.slice(0, end);
  return {
    indexes: inside.map(([oid]) => oid.slice(place.column.length + 1)),
    values: inside.map(([, value]) => value),
    ended: end >= 0,
  };
}
