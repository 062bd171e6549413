/** Messages of SNMPv1 and v2c (RFC 1901 section 3): a version, a community, and the PDU. Pure. */

import { BerReader, BerWriter, TAG } from '../../../snmp/ber.ts';
import { SnmpError } from '../errors.ts';
import type { Envelope, Request } from './envelope.ts';
import type { Pdu } from './pdu.ts';
import { readPdu, requestLength, writeRequest } from './pdu.ts';

const VERSION_NUMBER = { '1': 0, '2c': 1 } as const;
/** Heads and the version. Octets. */
const OVERHEAD = 16;

export class CommunityEnvelope implements Envelope {
  readonly #version: number;
  readonly #community: Buffer;

  constructor(version: '1' | '2c', community: string) {
    this.#version = VERSION_NUMBER[version];
    this.#community = Buffer.from(community);
  }

  seal({ id, type, names, rows }: Request): Buffer {
    const writer = new BerWriter(requestLength(names) + this.#community.length + OVERHEAD);
    writeRequest(writer, type, id, names, rows);
    writer.octetString(this.#community);
    writer.int32(this.#version);
    writer.wrap(TAG.sequence, 0);
    return writer.octets;
  }

  open(datagram: Buffer, id: number): Pdu | undefined {
    const reader = new BerReader(datagram);
    const end = reader.enter(TAG.sequence, datagram.length);
    const version = reader.int32(end);
    const community = reader.octetString(end);
    const pdu = readPdu(datagram, reader.at, end);
    if (pdu.id !== id) return undefined;
    if (version !== this.#version) throw new SnmpError('foreign', 'an answer of another SNMP version');
    if (!community.equals(this.#community)) throw new SnmpError('foreign', 'an answer of another community');
    return pdu;
  }
}
