/** What a row has besides its name and octets, by the names of IF-MIB, to be held against what net-snmp's tools show. */
import type { InterfaceRow } from '../../agent/probes/snmp/interface-rows.ts';

/** Only what the device has; in the order of `expectedInterfaces`. */
export function othersOf(row: InterfaceRow): Record<string, bigint> {
  const all = {
    ifInErrors: row.inErrors,
    ifOutErrors: row.outErrors,
    ifInDiscards: row.inDiscards,
    ifOutDiscards: row.outDiscards,
    ifOperStatus: row.operStatus,
    ifAdminStatus: row.adminStatus,
    ifHighSpeed: row.highSpeed,
  };
  const had = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return Object.fromEntries(had);
}
