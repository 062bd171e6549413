/** Everything below an OID, as it comes. */
import { encodeOid } from '../../../agent/probes/snmp/codec/oid.ts';
import type { ColumnRows, Place, SnmpValue } from '../../../agent/probes/snmp/codec/pdu.ts';
import type { RowReader } from '../../../agent/probes/snmp/walk.ts';
import { isBehind } from '../../../agent/probes/snmp/walk.ts';
import { UserError } from '../../../config/error.ts';

/** In one answer, where the device can do so much. */
const ROWS = 25;
/** More is a loop, or somebody's whole memory. */
const MOST_VALUES = 200_000;

export interface Binding {
  readonly oid: string;
  /** `undefined`: the device has no such value. */
  readonly value: SnmpValue | undefined;
}

/** @throws when the device does not answer, or goes in circles. */
export async function* walk(reader: RowReader, root: string): AsyncGenerator<Binding, void, undefined> {
  const place: Place = { column: root, octets: encodeOid(root), after: '' };
  for (let count = 0; ; ) {
    const [answer] = await reader.next([place], ROWS);
    if (!answer) return;
    const { bindings, ended } = take(place, answer);
    yield* bindings;
    if (ended) return;
    count += bindings.length;
    if (count > MOST_VALUES) throw new UserError('snmp_circle', { oid: `${root}.${place.after}` });
  }
}

/** The place is behind what was taken then. */
function take(place: Place, { rows, at }: ColumnRows): { bindings: Binding[]; ended: boolean } {
  const bindings: Binding[] = [];
  const { indexes, values, width } = rows;
  for (let next = at; next < indexes.length; next += width) {
    const index = indexes[next];
    const value = values[next];
    // An agent may say of the last name that there is nothing, where nothing follows.
    if (index === undefined || (value === undefined && !isBehind(index, place.after)))
      return { bindings, ended: true };
    const oid = `${place.column}.${index}`;
    if (!isBehind(index, place.after)) throw new UserError('snmp_circle', { oid });
    place.after = index;
    if (value !== undefined) bindings.push({ oid, value });
  }
  return { bindings, ended: at >= indexes.length };
}
