/**
 * As much of BER as SNMP uses (RFC 3417 section 8: definite lengths only), read in place and written from the end to
 * the front, so that nothing is copied. Pure.
 */

export const TAG = {
  integer: 0x02,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  sequence: 0x30,
  ipAddress: 0x40,
  counter32: 0x41,
  gauge32: 0x42,
  timeTicks: 0x43,
  opaque: 0x44,
  counter64: 0x46,
  noSuchObject: 0x80,
  noSuchInstance: 0x81,
  endOfMibView: 0x82,
} as const;

/** Octets that are not what they should be. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/** Longer ones would not fit into a datagram. */
const MOST_LENGTH_OCTETS = 4;

/** Goes through octets element by element; never looks behind the limit it is given. */
export class BerReader {
  readonly octets: Buffer;
  /** Where the content of the latest element begins, or the next element after `skip`. */
  at: number;
  /** Of the latest element. */
  tag = 0;
  /** Behind the latest element. */
  end: number;

  constructor(octets: Buffer, from = 0) {
    this.octets = octets;
    this.at = from;
    this.end = octets.length;
  }

  /** Reads a tag and a length: the content is from `at` to `end`, inside of `limit`. @throws Malformed */
  open(limit: number): void {
    const { octets } = this;
    let at = this.at;
    if (at + 2 > limit) throw new Malformed('cut short');
    this.tag = octets[at++] ?? 0;
    let length = octets[at++] ?? 0;
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count === 0) throw new Malformed('an indefinite length');
      if (count > MOST_LENGTH_OCTETS || at + count > limit) throw new Malformed('a length too long');
      length = octets.readUIntBE(at, count);
      at += count;
    }
    if (length > limit - at) throw new Malformed('cut short');
    this.at = at;
    this.end = at + length;
  }

  /** @returns where the element ends; the reader stands at its content. @throws Malformed where it is another. */
  enter(tag: number, limit: number): number {
    this.open(limit);
    if (this.tag !== tag) throw new Malformed(`type ${this.tag} instead of ${tag}`);
    return this.end;
  }

  /** Goes behind the latest element. */
  skip(): void {
    this.at = this.end;
  }

  /** An INTEGER of at most 32 bits. @throws Malformed */
  int32(limit: number): number {
    this.enter(TAG.integer, limit);
    const value = signed(this.octets, this.at, this.end);
    if (value === undefined || value !== (value | 0)) throw new Malformed('a number too long');
    this.skip();
    return value;
  }

  /** An OCTET STRING, not copied. @throws Malformed */
  octetString(limit: number): Buffer {
    this.enter(TAG.octetString, limit);
    const content = this.octets.subarray(this.at, this.end);
    this.skip();
    return content;
  }
}

/** Most octets of which every number is exact. */
const SAFE_OCTETS = 6;

/** @returns `undefined` where it has no or too many octets. */
export function signed(octets: Buffer, from: number, end: number): number | undefined {
  const length = end - from;
  if (length === 1) return ((octets[from] ?? 0) << 24) >> 24;
  return length === 0 || length > SAFE_OCTETS ? undefined : octets.readIntBE(from, length);
}

/**
 * A counter, exactly. Agents forget the zero in front of a first octet above 127 (RFC 2578 section 7.1: none of these
 * types is negative), so it is read without a sign.
 * @returns `undefined` where it has no octets or more than 64 bits.
 */
export function unsigned(octets: Buffer, start: number, end: number): number | bigint | undefined {
  let from = start;
  if (from === end) return undefined;
  while (from < end - 1 && octets[from] === 0) from++;
  const length = end - from;
  if (length <= 4) {
    let value = 0;
    for (let at = from; at < end; at++) value = value * 256 + (octets[at] ?? 0);
    return value;
  }
  if (length <= SAFE_OCTETS) return octets.readUIntBE(from, length);
  if (length > 8) return undefined;
  const high = octets.readUIntBE(from, length - 4);
  const value = high * 2 ** 32 + octets.readUInt32BE(end - 4);
  return high < 2 ** 21 ? value : (BigInt(high) << 32n) | BigInt(octets.readUInt32BE(end - 4));
}

/** Writes from the end to the front: the length of what an element holds is known when its head is written. */
export class BerWriter {
  readonly #octets: Buffer;
  /** Where the latest element begins. */
  at: number;

  /** @param capacity octets; to write more throws. */
  constructor(capacity: number) {
    this.#octets = Buffer.allocUnsafe(capacity);
    this.at = capacity;
  }

  get octets(): Buffer {
    return this.#octets.subarray(this.at);
  }

  /** How much has been written: to be handed to `wrap`. */
  get length(): number {
    return this.#octets.length - this.at;
  }

  raw(octets: Uint8Array): void {
    this.#room(octets.length);
    this.#octets.set(octets, this.at);
  }

  #room(count: number): void {
    if (count > this.at) throw new RangeError('more than the message was made for');
    this.at -= count;
  }

  octet(value: number): void {
    this.#room(1);
    this.#octets[this.at] = value;
  }

  /** Puts the head before everything that was written since the length was `from`. */
  wrap(tag: number, from: number): void {
    const length = this.length - from;
    if (length < 0x80) this.octet(length);
    else {
      let count = 0;
      for (let rest = length; rest > 0; rest = Math.floor(rest / 256), count++) this.octet(rest & 0xff);
      this.octet(0x80 | count);
    }
    this.octet(tag);
  }

  /** An INTEGER in as few octets as it needs; 32 bits. */
  int32(value: number): void {
    const from = this.length;
    let rest = value | 0;
    let sign = 0;
    do {
      this.octet(rest & 0xff);
      sign = (rest & 0x80) === 0 ? 0 : -1;
      rest >>= 8;
    } while (rest !== sign);
    this.wrap(TAG.integer, from);
  }

  /** Not negative, below 2^32: Counter32, Gauge32, TimeTicks. */
  unsigned32(tag: number, value: number): void {
    const from = this.length;
    let rest = value >>> 0;
    let latest: number;
    do {
      latest = rest & 0xff;
      this.octet(latest);
      rest >>>= 8;
    } while (rest !== 0);
    // The highest bit is the sign.
    if (latest >= 0x80) this.octet(0);
    this.wrap(tag, from);
  }

  octetString(octets: Uint8Array): void {
    this.element(TAG.octetString, octets);
  }

  element(tag: number, content: Uint8Array): void {
    const from = this.length;
    this.raw(content);
    this.wrap(tag, from);
  }
}
