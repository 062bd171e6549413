/** Measurements that devices tell by SNMP. */
import type { MeasurementSpec } from './schema.ts';
import { float, integer, ORIGIN, text, truth } from './schema.ts';

const OF_DEVICE = {
  ...ORIGIN,
  device: 'id of the device',
  room: 'id of the room whose codec the device is',
};

const iface: MeasurementSpec = {
  name: 'interface',
  help: 'An interface of a device: counters as they are (RFC 2863), and rates since the poll before.',
  by: 'probe `snmp`',
  tags: {
    ...OF_DEVICE,
    ifName: 'name of the interface',
    ifAlias: 'what the device’s administrator called it',
    line: 'id of the line that ends on it',
  },
  fields: {
    ifHCInOctets: integer('B', 'received, 64-bit counter'),
    ifHCOutOctets: integer('B', 'sent, 64-bit counter'),
    ifInOctets: integer('B', 'received, 32-bit counter of a device without the other'),
    ifOutOctets: integer('B', 'sent, 32-bit counter'),
    ifInErrors: integer('count', 'received with errors'),
    ifOutErrors: integer('count', 'not sent for errors'),
    ifInDiscards: integer('count', 'received and discarded'),
    ifOutDiscards: integer('count', 'discarded instead of being sent'),
    ifOperStatus: integer('code', '1 up, 2 down, others as in the MIB'),
    ifAdminStatus: integer('code', '1 up, 2 down by the administrator, 3 testing'),
    ifHighSpeed: integer('Mbit/s', 'speed of the port'),
    in_bps: float('bit/s', 'received'),
    out_bps: float('bit/s', 'sent'),
    in_utilisation: float('%', 'received, of the line’s contract or the port’s speed'),
    out_utilisation: float('%', 'sent, of the line’s contract or the port’s speed'),
  },
};

const snmp: MeasurementSpec = {
  name: 'snmp',
  help: 'A poll of a device.',
  by: 'probe `snmp`, with the device’s profile',
  tags: OF_DEVICE,
  fields: {
    result_code: integer('code', '0 answered, 2 not answered'),
    response_ms: float('ms', 'until the first answer'),
    retransmissions: integer('count', 'requests that had to be sent again'),
    uptime: integer('s', 'since the device’s start'),
    cpu_percent: float('%', 'load of the processor'),
    memory_percent: float('%', 'memory in use'),
    temperature_c: float('°C', 'warmest sensor'),
  },
};

const ups: MeasurementSpec = {
  name: 'ups',
  help: 'An uninterruptible power supply: by SNMP (RFC 1628), or on the agent’s own machine.',
  by: 'probes `snmp` and `host`',
  tags: { ...OF_DEVICE, host: 'name of the agent’s machine', supply: 'name that its system has for it' },
  fields: {
    on_battery: truth('whether the mains is away'),
    charge_percent: float('%', 'charge of the battery'),
    minutes_remaining: float('min', 'what the battery is good for at this load'),
    load_percent: float('%', 'load, of what it can carry'),
    input_voltage: float('V', 'lowest of the phases of the mains'),
  },
};

const deviceFacts: MeasurementSpec = {
  name: 'device_facts',
  help: 'What a device is; written when it changes and once in a while.',
  by: 'probe `snmp`, with the device’s profile',
  tags: OF_DEVICE,
  fields: {
    sys_descr: text('what it says of itself (RFC 3418)'),
    sys_name: text('name that its administrator gave it'),
    sys_object_id: text('OID of its kind'),
    profile: text('profile that it is read by'),
    model: text('model'),
    serial: text('serial number'),
    software: text('version of its software'),
  },
};

const neighbour: MeasurementSpec = {
  name: 'device_neighbour',
  help: 'A neighbour that a device has on a link, by LLDP (IEEE 802.1AB) or CDP.',
  by: 'probe `snmp`',
  tags: {
    ...OF_DEVICE,
    protocol: '`lldp` or `cdp`',
    local_port: 'port of the device',
    neighbour: 'what identifies the neighbour',
  },
  fields: {
    name: text('name of the neighbour'),
    port: text('port of the neighbour'),
    description: text('what the neighbour says of itself'),
    address: text('its address for management'),
  },
};

const trap: MeasurementSpec = {
  name: 'snmp_trap',
  help: 'A notification that a device sent.',
  by: 'agent, where it receives traps',
  tags: { ...OF_DEVICE, source: 'address that it came from', trap: 'name of the notification, or its OID' },
  fields: {
    oid: text('OID of the notification'),
    if_index: integer('count', 'number of the interface that it is about; 0: of none'),
    interface: text('name of the interface that it is about'),
    values: text('its variables, one a line'),
  },
};

export const DEVICE_MEASUREMENTS: readonly MeasurementSpec[] = [
  iface,
  snmp,
  ups,
  deviceFacts,
  neighbour,
  trap,
];
