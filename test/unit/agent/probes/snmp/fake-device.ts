/** A device that holds these objects and answers as RFC 3416 has it. */
import type { SnmpValue } from '../../../../../agent/probes/snmp/codec/pdu.ts';
import type { DeviceReader } from '../../../../../agent/probes/snmp/profile-reader.ts';
import { oidOf, rowsFrom } from './rows.ts';

export type Value = number | string | Buffer | { readonly oid: string };

export interface FakeDevice extends DeviceReader {
  /** May be changed while it runs. */
  readonly objects: Map<string, Value>;
  /** OIDs of each GET since it was emptied. */
  readonly gets: string[][];
  /** Columns of each walk's first request since it was emptied; later requests are not told apart. */
  readonly nexts: string[][];
  silent: boolean;
  /** Columns that a request for them gets no answer to. */
  readonly hanging: Set<string>;
}

function compareOids(one: string, other: string): number {
  const left = one.split('.').map(Number);
  const right = other.split('.').map(Number);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? -1) - (right[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

function snmpValueOf(value: Value): SnmpValue {
  if (typeof value === 'string') return Buffer.from(value);
  return typeof value === 'number' || Buffer.isBuffer(value) ? value : value.oid;
}

export function fakeDevice(objects: Readonly<Record<string, Value>>): FakeDevice {
  const device: FakeDevice = {
    objects: new Map(Object.entries(objects)),
    gets: [],
    nexts: [],
    silent: false,
    hanging: new Set(),
    async get(oids) {
      device.gets.push([...oids]);
      if (device.silent) throw new Error('Request timed out');
      return new Map(
        oids.flatMap((oid) => {
          const value = device.objects.get(oid);
          return value === undefined ? [] : [[oid, snmpValueOf(value)] as const];
        }),
      );
    },
    async next(places, rows) {
      device.nexts.push(places.map(oidOf));
      if (device.silent || places.some((place) => device.hanging.has(oidOf(place))))
        throw new Error('Request timed out');
      const sorted = [...device.objects].sort(([one], [other]) => compareOids(one, other));
      return places.map((place) => {
        const behind = sorted.filter(([oid]) => compareOids(oid, oidOf(place)) > 0).slice(0, rows);
        return rowsFrom(
          place,
          behind.map(([oid, value]) => [oid, snmpValueOf(value)]),
        );
      });
    },
  };
  return device;
}
