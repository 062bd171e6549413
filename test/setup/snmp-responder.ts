/** An SNMP agent by hand: raw datagrams, BER without any library, so that it can answer as no agent should. */
import type { RemoteInfo, Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Endpoint } from './loopback.ts';

export interface Varbind {
  readonly oid: string;
  /** Encoded, tag and length included. */
  readonly value: Buffer;
}

export const PDU = { get: 0xa0, next: 0xa1, response: 0xa2, bulk: 0xa5, report: 0xa8 } as const;

export interface Request {
  readonly version: number;
  /** Of SNMPv1 and v2c. */
  readonly community: string;
  readonly pdu: number;
  readonly id: number;
  /** Of GETBULK: non-repeaters and max-repetitions. */
  readonly first: number;
  readonly second: number;
  readonly oids: readonly string[];
}

export function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

export function integer(value: number, tag = 2): Buffer {
  const octets = Buffer.alloc(5);
  octets.writeIntBE(value, 0, 5);
  let from = 0;
  while (from < 4 && octets[from] === 0 && (octets[from + 1] ?? 0) < 128) from++;
  return tlv(tag, octets.subarray(from));
}

export const text = (value: string | Buffer) => tlv(4, Buffer.from(value));
export const END_OF_MIB = tlv(0x82);

function oidOctets(oid: string): Buffer {
  const [first = 0, second = 0, ...rest] = oid.split('.').map(Number);
  const octets = [first * 40 + second];
  for (const number of rest) {
    const groups = [number & 0x7f];
    for (let left = number >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    octets.push(...groups);
  }
  return tlv(6, Buffer.from(octets));
}

export function encodePdu(pdu: number, id: number, varbinds: readonly Varbind[], status = 0): Buffer {
  const list = varbinds.map(({ oid, value }) => tlv(0x30, oidOctets(oid), value));
  return tlv(pdu, integer(id), integer(status), integer(0), tlv(0x30, ...list));
}

export function encodeMessage(request: Request, pdu: Buffer): Buffer {
  return tlv(0x30, integer(request.version), text(request.community), pdu);
}

/** An SNMPv3 message in the clear: no key is needed to make one. */
export function encodeClearV3(options: {
  readonly messageId: number;
  readonly engineId: Buffer;
  readonly boots: number;
  readonly time: number;
  readonly flags?: number;
  readonly pdu: Buffer;
}): Buffer {
  const { messageId, engineId, boots, time, flags = 0, pdu } = options;
  const header = tlv(0x30, integer(messageId), integer(65_507), tlv(4, Buffer.from([flags])), integer(3));
  const security = tlv(0x30, text(engineId), integer(boots), integer(time), text(''), text(''), text(''));
  return tlv(0x30, integer(3), header, tlv(4, security), tlv(0x30, text(engineId), text(''), pdu));
}

class Reader {
  readonly #octets: Buffer;
  #at = 0;

  constructor(octets: Buffer) {
    this.#octets = octets;
  }

  get atEnd(): boolean {
    return this.#at >= this.#octets.length;
  }

  next(): { tag: number; content: Buffer } {
    const tag = this.#octets[this.#at] ?? 0;
    let length = this.#octets[this.#at + 1] ?? 0;
    let from = this.#at + 2;
    if (length > 0x80) {
      const octets = length - 0x80;
      length = this.#octets.readUIntBE(from, octets);
      from += octets;
    }
    this.#at = from + length;
    return { tag, content: this.#octets.subarray(from, this.#at) };
  }

  integer(): number {
    const { content } = this.next();
    return content.readIntBE(0, content.length);
  }
}

function oidText(octets: Buffer): string {
  const numbers = [Math.floor((octets[0] ?? 0) / 40), (octets[0] ?? 0) % 40];
  let number = 0;
  for (const octet of octets.subarray(1)) {
    number = number * 128 + (octet & 0x7f);
    if (octet < 128) {
      numbers.push(number);
      number = 0;
    }
  }
  return numbers.join('.');
}

/** Of SNMPv1 and v2c. */
export function decodeRequest(datagram: Buffer): Request {
  const message = new Reader(new Reader(datagram).next().content);
  const version = message.integer();
  const community = message.next().content.toString();
  const { tag: pdu, content } = message.next();
  const body = new Reader(content);
  const [id, first, second] = [body.integer(), body.integer(), body.integer()];
  const list = new Reader(body.next().content);
  const oids: string[] = [];
  while (!list.atEnd) oids.push(oidText(new Reader(list.next().content).next().content));
  return { version, community, pdu, id, first, second, oids };
}

/** The id of an SNMPv3 message, which is outside of what is encrypted. */
export function messageIdOf(datagram: Buffer): number {
  const message = new Reader(new Reader(datagram).next().content);
  message.integer();
  return new Reader(message.next().content).integer();
}

/** What an agent with this table says, as RFC 3416 has it. @param table in the order of the MIB. */
export function answerFrom(table: readonly Varbind[], request: Request): Varbind[] {
  const behind = (oid: string) => {
    const found = table.findIndex((row) => compareOids(row.oid, oid) > 0);
    return found < 0 ? undefined : table[found];
  };
  if (request.pdu === PDU.get)
    return request.oids.map((oid) => table.find((row) => row.oid === oid) ?? { oid, value: tlv(0x81) });
  let from = [...request.oids];
  const answer: Varbind[] = [];
  for (let row = 0; row < (request.pdu === PDU.bulk ? request.second : 1); row++) {
    const found = from.map((oid) => behind(oid) ?? { oid, value: END_OF_MIB });
    answer.push(...found);
    from = found.map(({ oid }) => oid);
  }
  return answer;
}

export function compareOids(one: string, other: string): number {
  const [left, right] = [one.split('.').map(Number), other.split('.').map(Number)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? -1) - (right[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

export type Send = (datagram: Buffer) => void;

export class SnmpResponder {
  readonly endpoint: Endpoint;
  readonly #socket: Socket;
  /** Datagrams that came. */
  received = 0;
  #closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.endpoint = { host: socket.address().address, port: socket.address().port };
  }

  static async start(
    answer: (datagram: Buffer, send: Send, from: RemoteInfo, count: number) => void,
  ): Promise<SnmpResponder> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const responder = new SnmpResponder(socket);
    socket.on('message', (datagram, from) => {
      responder.received++;
      const send = (reply: Buffer) => {
        // Answers that are late may come after its end.
        if (!responder.#closed) socket.send(reply, from.port, from.address);
      };
      answer(datagram, send, from, responder.received);
    });
    return responder;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }
}
