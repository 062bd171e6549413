/**
 * A DNS query and the header of its answer (RFC 1035 section 4.1). Node's own resolver gives neither the response
 * code nor one query at a time: it retries, follows aliases, and says ENOTFOUND for more than one of them. Pure.
 */

const HEADER_BYTES = 12;
const RECURSION_DESIRED = 0x0100;
const CLASS_IN = 1;

export interface DnsQuery {
  /** Unsigned, 16 bits. */
  readonly id: number;
  /** Labels of 1 to 63 ASCII characters with dots between them; `.` is the root. */
  readonly domain: string;
  /** Unsigned, 16 bits. */
  readonly type: number;
}

export function encodeDnsQuery({ id, domain, type }: DnsQuery): Buffer {
  const labels = domain.split('.').filter((label) => label !== '');
  const name = Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label, 'latin1')])),
    Buffer.of(0),
  ]);
  const packet = Buffer.alloc(HEADER_BYTES + name.length + 4);
  packet.writeUInt16BE(id, 0);
  packet.writeUInt16BE(RECURSION_DESIRED, 2);
  packet.writeUInt16BE(1, 4);
  name.copy(packet, HEADER_BYTES);
  packet.writeUInt16BE(type, HEADER_BYTES + name.length);
  packet.writeUInt16BE(CLASS_IN, HEADER_BYTES + name.length + 2);
  return packet;
}

export interface DnsAnswer {
  readonly rcode: number;
  /** Records in the answer section. */
  readonly answers: number;
  readonly truncated: boolean;
}

/** Some servers leave the question out of an error. */
function repeatsQuestion(query: Buffer, packet: Buffer): boolean {
  const question = (bytes: Buffer) =>
    bytes.subarray(HEADER_BYTES, query.length).toString('latin1').toLowerCase();
  const questions = packet.readUInt16BE(4);
  return questions === 0 || (questions === 1 && question(packet) === question(query));
}

/**
 * @param query as it was sent.
 * @returns `undefined` when the packet is no answer to it.
 */
export function decodeDnsAnswer(packet: Buffer, query: Buffer): DnsAnswer | undefined {
  if (packet.length < HEADER_BYTES || packet.readUInt16BE(0) !== query.readUInt16BE(0)) return undefined;
  const flags = packet.readUInt16BE(2);
  const isResponse = (flags & 0x8000) !== 0;
  const opcode = (flags >> 11) & 0xf;
  if (!isResponse || opcode !== 0 || !repeatsQuestion(query, packet)) return undefined;
  return { rcode: flags & 0xf, answers: packet.readUInt16BE(6), truncated: (flags & 0x0200) !== 0 };
}

/** As Telegraf writes them (RFC 1035 section 4.1.1, RFC 2136 section 2.2). */
const RCODES = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
];

export function rcodeName(rcode: number): string {
  return RCODES[rcode] ?? `RCODE${rcode}`;
}
