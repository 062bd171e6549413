/** Objects that nearly every device has and no profile needs, named as in their MIBs. */
import type { ValueKind } from './values.ts';

const IF_ENTRY = '1.3.6.1.2.1.2.2.1';
const IF_X_ENTRY = '1.3.6.1.2.1.31.1.1.1';

export const STANDARD_OBJECTS: Readonly<Record<string, string>> = {
  // SNMPv2-MIB (RFC 3418)
  sysDescr: '1.3.6.1.2.1.1.1',
  sysObjectID: '1.3.6.1.2.1.1.2',
  sysUpTime: '1.3.6.1.2.1.1.3',
  sysContact: '1.3.6.1.2.1.1.4',
  sysName: '1.3.6.1.2.1.1.5',
  sysLocation: '1.3.6.1.2.1.1.6',
  sysServices: '1.3.6.1.2.1.1.7',
  sysORDescr: '1.3.6.1.2.1.1.9.1.3',
  system: '1.3.6.1.2.1.1',
  // IF-MIB (RFC 2863)
  ifNumber: '1.3.6.1.2.1.2.1',
  ifTable: '1.3.6.1.2.1.2.2',
  ifXTable: '1.3.6.1.2.1.31.1.1',
  ifIndex: `${IF_ENTRY}.1`,
  ifType: `${IF_ENTRY}.3`,
  ifMtu: `${IF_ENTRY}.4`,
  ifPhysAddress: `${IF_ENTRY}.6`,
  ifLastChange: `${IF_ENTRY}.9`,
  ifInUcastPkts: `${IF_ENTRY}.11`,
  ifInUnknownProtos: `${IF_ENTRY}.15`,
  ifOutUcastPkts: `${IF_ENTRY}.17`,
  ifInMulticastPkts: `${IF_X_ENTRY}.2`,
  ifInBroadcastPkts: `${IF_X_ENTRY}.3`,
  ifOutMulticastPkts: `${IF_X_ENTRY}.4`,
  ifOutBroadcastPkts: `${IF_X_ENTRY}.5`,
  ifHCInUcastPkts: `${IF_X_ENTRY}.7`,
  ifHCOutUcastPkts: `${IF_X_ENTRY}.11`,
  ifConnectorPresent: `${IF_X_ENTRY}.17`,
  // IP-MIB (RFC 4293)
  ipForwarding: '1.3.6.1.2.1.4.1',
  ipAdEntAddr: '1.3.6.1.2.1.4.20.1.1',
  ipAdEntIfIndex: '1.3.6.1.2.1.4.20.1.2',
  ipAdEntNetMask: '1.3.6.1.2.1.4.20.1.3',
  ipNetToMediaPhysAddress: '1.3.6.1.2.1.4.22.1.2',
  // ENTITY-MIB (RFC 6933)
  entPhysicalDescr: '1.3.6.1.2.1.47.1.1.1.1.2',
  entPhysicalName: '1.3.6.1.2.1.47.1.1.1.1.7',
  // HOST-RESOURCES-MIB (RFC 2790)
  hrSystemUptime: '1.3.6.1.2.1.25.1.1',
  hrSystemNumUsers: '1.3.6.1.2.1.25.1.5',
  hrSystemProcesses: '1.3.6.1.2.1.25.1.6',
  hrMemorySize: '1.3.6.1.2.1.25.2.2',
  hrStorageDescr: '1.3.6.1.2.1.25.2.3.1.3',
  hrStorageSize: '1.3.6.1.2.1.25.2.3.1.5',
  hrStorageUsed: '1.3.6.1.2.1.25.2.3.1.6',
};

/** RFC 2863 */
const INTERFACE_STATUS = {
  1: 'up',
  2: 'down',
  3: 'testing',
  4: 'unknown',
  5: 'dormant',
  6: 'notPresent',
  7: 'lowerLayerDown',
} as const;

export const STANDARD_KINDS: Readonly<Record<string, ValueKind>> = {
  sysUpTime: 'ticks',
  hrSystemUptime: 'ticks',
  ifLastChange: 'ticks',
  ifAdminStatus: INTERFACE_STATUS,
  ifOperStatus: INTERFACE_STATUS,
};
