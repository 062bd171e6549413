import fc from 'fast-check';
import type { Varbind } from 'net-snmp';
import { describe, expect, it } from 'vitest';
import { CommunityEnvelope } from '../../../../../../agent/probes/snmp/codec/community.ts';
import { encodeOid } from '../../../../../../agent/probes/snmp/codec/oid.ts';
import type { Name, Pdu, Place, SnmpValue } from '../../../../../../agent/probes/snmp/codec/pdu.ts';
import { PDU, readRows, readValues } from '../../../../../../agent/probes/snmp/codec/pdu.ts';
import { SnmpError } from '../../../../../../agent/probes/snmp/errors.ts';
import { Malformed } from '../../../../../../agent/snmp/ber.ts';
import { decodeRequest } from '../../../../../setup/snmp-responder.ts';
import { encodeResponse, index, oid, said } from './messages.ts';
import { PackageSession } from './package-session.ts';

const envelope = new CommunityEnvelope('2c', 'c');
const nameOf = (text: string): Name => [encodeOid(text), ''];
const placeOf = (column: string): Place => ({ column, octets: encodeOid(column), after: '' });

/** What net-snmp makes of a value in our terms. */
function asOurs({ type, value }: Varbind): SnmpValue | undefined {
  if (value === null || value === undefined) return undefined;
  if (type !== 0x46 || !Buffer.isBuffer(value)) return value as SnmpValue;
  const counter = BigInt(`0x${value.toString('hex')}`);
  return counter <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(counter) : counter;
}

describe('a request', () => {
  it('is octet by octet what net-snmp sends', () => {
    fc.assert(
      fc.property(
        fc.array(oid, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 100 }),
        (oids, rows) => {
          const peer = new PackageSession('c');
          peer.session.getBulk(oids, 0, rows, () => undefined);
          const { id } = decodeRequest(peer.sent);
          const ours = envelope.seal({ id, type: PDU.getBulk, names: oids.map(nameOf), rows });
          expect(ours.toString('hex')).toBe(peer.sent.toString('hex'));
          peer.session.close();
        },
      ),
    );
  });

  it('asks for the row behind a place', () => {
    fc.assert(
      fc.property(oid, index, (column, after) => {
        const { octets } = placeOf(column);
        const [parts, whole] = [[octets, after] as const, nameOf(`${column}.${after}`)].map((name) =>
          envelope.seal({ id: 1, type: PDU.getNext, names: [name], rows: 0 }),
        );
        expect(parts).toEqual(whole);
      }),
    );
  });

  it.each(['', '1', '1.3.', '1..3', '3.1', '1.40', '1.3.4294967296', 'a.b', Array(129).fill(1).join('.')])(
    'cannot be made of %j',
    (text) => expect(() => encodeOid(text)).toThrow(RangeError),
  );
});

describe('an answer', () => {
  it('to a GET is read as net-snmp reads it, and as it was meant', () => {
    const values = fc.uniqueArray(fc.record({ oid, value: said }), {
      minLength: 1,
      maxLength: 20,
      selector: (each) => each.oid,
    });
    fc.assert(
      fc.property(values, (all) => {
        const oids = all.map((each) => each.oid);
        const peer = new PackageSession('c');
        let theirs: (SnmpValue | undefined)[] = [];
        peer.session.get(oids, (_error, varbinds) => {
          theirs = (varbinds ?? []).map(asOurs);
        });
        const { id } = decodeRequest(peer.sent);
        const datagram = encodeResponse(
          id,
          all.map((each) => ({ oid: each.oid, encoded: each.value.encoded })),
        );
        peer.receive(datagram);
        const pdu = envelope.open(datagram, id);
        const ours = pdu && readValues(pdu, oids.map(nameOf));
        expect(ours).toEqual(all.map(({ value }) => value.means));
        expect(ours).toEqual(theirs);
        peer.session.close();
      }),
    );
  });

  it('to a GETBULK is read as net-snmp reads it, column by column', () => {
    const columns = ['1.3.6.1.2.1.2.2.1.2', '1.3.6.1.2.1.2.2.1.10'];
    const rows = fc.array(fc.tuple(index, said, said), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(rows, fc.nat(1), (table, missing) => {
        const flat = table.flatMap(([row, ...cells]) =>
          cells.map((cell, column) => ({ oid: `${columns[column]}.${row}`, ...cell })),
        );
        const values = flat.slice(0, flat.length - missing);
        const peer = new PackageSession('c');
        let theirs: Varbind[][] = [];
        peer.session.getBulk(columns, 0, table.length, (_error, varbinds) => {
          theirs = (varbinds ?? []).map((column) => [column].flat());
        });
        const { id } = decodeRequest(peer.sent);
        const datagram = encodeResponse(id, values);
        peer.receive(datagram);
        const pdu = envelope.open(datagram, id);
        const read = pdu && readRows(pdu, columns.map(placeOf));
        const ours = columns.map((column, at) =>
          (read?.values ?? []).flatMap((value, position) =>
            position % 2 === at ? [[`${column}.${read?.indexes[position]}`, value]] : [],
          ),
        );
        const end = (oidText: string, type: number | undefined) => (type === 0x82 ? 'ended' : oidText);
        expect(ours.map((column) => column.map(([, value]) => value))).toEqual(
          columns.map((_column, at) => (theirs[at] ?? []).map(asOurs)),
        );
        expect(
          read?.indexes.map((text, position) =>
            text === undefined ? 'ended' : `${columns[position % 2]}.${text}`,
          ),
        ).toEqual(values.map((value) => end(value.oid, value.encoded[0])));
        peer.session.close();
      }),
    );
  });

  it('of counters whose agent forgot the zero in front is not negative', () => {
    const [a, b] = ['1.3.6.1.1', '1.3.6.1.2'];
    const datagram = encodeResponse(1, [
      { oid: a, encoded: Buffer.from('4104ffffffff', 'hex') },
      { oid: b, encoded: Buffer.from('4608fffffffffffffffe', 'hex') },
    ]);
    const pdu = envelope.open(datagram, 1) as Pdu;
    expect(readValues(pdu, [nameOf(a), nameOf(b)])).toEqual([4_294_967_295, 2n ** 64n - 2n]);
  });

  it.each([
    ['a number without octets', '0200'],
    ['a counter without octets', '4100'],
    ['a counter of more than 64 bits', '460901ffffffffffffffff'],
    ['a type that there is not', '470105'],
  ])('has no value where it has %s', (_, encoded) => {
    const datagram = encodeResponse(1, [{ oid: '1.3.6.1', encoded: Buffer.from(encoded, 'hex') }]);
    expect(readValues(envelope.open(datagram, 1) as Pdu, [nameOf('1.3.6.1')])).toEqual([undefined]);
  });

  it.each([
    ['of fewer names', ['1.3.6.1'], ['1.3.6.1', '1.3.6.2']],
    ['of more names', ['1.3.6.1', '1.3.6.2'], ['1.3.6.1']],
    ['of another name', ['1.3.6.2'], ['1.3.6.1']],
    ['of a name below', ['1.3.6.1.1'], ['1.3.6.1']],
  ])('%s is not of what was asked for', (_, answered, asked) => {
    const values = answered.map((each) => ({ oid: each, encoded: Buffer.from('0500', 'hex') }));
    const pdu = envelope.open(encodeResponse(1, values), 1) as Pdu;
    expect(readValues(pdu, asked.map(nameOf))).toBeUndefined();
  });

  it('of another community or version is an error, one of another request is not an answer', () => {
    expect(() => envelope.open(encodeResponse(1, [], 'other'), 1)).toThrow(SnmpError);
    expect(() => new CommunityEnvelope('1', 'c').open(encodeResponse(1, []), 1)).toThrow(SnmpError);
    expect(envelope.open(encodeResponse(2, []), 1)).toBeUndefined();
  });
});

describe('octets that are no answer', () => {
  const places = [placeOf('1.3.6.1.2'), placeOf('1.3.6.1.3')];
  /** @returns whether it was understood; anything but the codec's own errors is thrown on. */
  function understood(datagram: Buffer): boolean {
    try {
      const pdu = envelope.open(datagram, 1);
      if (!pdu) return false;
      readValues(pdu, [nameOf('1.3.6.1.2.1'), nameOf('1.3.6.1.3.1')]);
      readRows(pdu, places);
      return true;
    } catch (error) {
      if (error instanceof Malformed || error instanceof SnmpError) return false;
      throw error;
    }
  }
  const answer = fc.tuple(said, said, index).map(([one, other, row]) =>
    encodeResponse(1, [
      { oid: `1.3.6.1.2.${row}`, encoded: one.encoded },
      { oid: `1.3.6.1.3.${row}`, encoded: other.encoded },
    ]),
  );

  it('cut short anywhere are never an answer', () => {
    fc.assert(
      fc.property(answer, (datagram) => {
        for (let end = 0; end < datagram.length; end++)
          expect(understood(datagram.subarray(0, end))).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it('with any octets turned are an answer or an error of the codec, whatever lies behind them', () => {
    const turns = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(answer, turns, (datagram, turned) => {
        const room = Buffer.alloc(datagram.length + 300, 0x41);
        datagram.copy(room);
        for (const [at, value] of turned) room[at % datagram.length] = value;
        const inside = understood(room.subarray(0, datagram.length));
        room.fill(0x82, datagram.length);
        expect(understood(room.subarray(0, datagram.length))).toBe(inside);
      }),
      { numRuns: 2_000 },
    );
  });

  it('at random are an answer or an error of the codec', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (octets, sequence) => {
        const datagram = Buffer.from(octets);
        if (sequence && datagram.length > 1) datagram.set([0x30, datagram.length - 2]);
        understood(datagram);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['an indefinite length', '30800201010401630000'],
    ['a length of 2^56', '3087ffffffffffffff'],
    ['a length of 2^32 - 1', '3084ffffffff020101'],
    ['sequences in sequences', '30'.repeat(40)],
    ['sequences of indefinite length in each other', '3080'.repeat(1_000)],
    ['a request id of 40 bits', '3015020101040163a20d0205010000000002010002010030' + '00'],
  ])('%s: an error', (_, octets) => expect(understood(Buffer.from(octets, 'hex'))).toBe(false));
});
