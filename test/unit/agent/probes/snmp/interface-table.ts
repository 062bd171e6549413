/** Tables of interfaces as walks give them. */
import type { SnmpValue } from '../../../../../agent/probes/snmp/codec/pdu.ts';
import { readInterfaceRows } from '../../../../../agent/probes/snmp/interface-rows.ts';
import { INTERFACE } from '../../../../../agent/probes/snmp/oids.ts';
import type { InterfaceColumn } from '../../../../../model/interface-columns.ts';

export type Cells = Partial<Record<InterfaceColumn, string | number | bigint>>;

/** @param table rows by ifIndex. */
export function rowsOf(table: Record<string, Cells>) {
  const columns = new Map<string, Map<string, SnmpValue>>();
  for (const [index, cells] of Object.entries(table)) {
    for (const [column, value] of Object.entries(cells)) {
      const oid = INTERFACE[column as InterfaceColumn];
      const cell = typeof value === 'string' ? Buffer.from(value) : value;
      columns.set(oid, (columns.get(oid) ?? new Map()).set(index, cell));
    }
  }
  return readInterfaceRows(columns);
}
