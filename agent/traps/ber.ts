/** As much of the Basic Encoding Rules (X.690) as the head of an SNMP message and a Report need. Pure. */

export const BER = {
  integer: 0x02,
  octetString: 0x04,
  objectIdentifier: 0x06,
  sequence: 0x30,
  counter32: 0x41,
} as const;

export interface Element {
  readonly tag: number;
  /** A view of the octets that were read, no copy. */
  readonly content: Buffer;
  /** Position behind it. */
  readonly end: number;
}

/** Of the long form: no datagram needs more octets to say how long it is. */
const MAX_LENGTH_OCTETS = 3;
/** Set in the first length octet of the long form; what is left of it counts the octets that follow. */
const LONG_FORM = 0x80;

/** The element at a position. @returns `undefined` when there is no whole one, or one of indefinite length. */
export function readElement(octets: Buffer, at: number): Element | undefined {
  const tag = octets[at];
  const first = octets[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  const lengthOctets = first < LONG_FORM ? 0 : first - LONG_FORM;
  if (first === LONG_FORM || lengthOctets > MAX_LENGTH_OCTETS) return undefined;
  const start = at + 2 + lengthOctets;
  if (start > octets.length) return undefined;
  const length = lengthOctets === 0 ? first : octets.readUIntBE(at + 2, lengthOctets);
  const end = start + length;
  return end > octets.length ? undefined : { tag, content: octets.subarray(start, end), end };
}

/** The elements that a content is made of, in order. @returns `undefined` when it is made of anything else. */
export function readElements(content: Buffer): Element[] | undefined {
  const elements: Element[] = [];
  for (let at = 0; at < content.length; ) {
    const element = readElement(content, at);
    if (!element) return undefined;
    elements.push(element);
    at = element.end;
  }
  return elements;
}

/** A whole number of up to four octets. @returns `undefined` for anything else. */
export function integerOf(element: Element | undefined): number | undefined {
  if (element?.tag !== BER.integer || element.content.length < 1 || element.content.length > 4)
    return undefined;
  return element.content.readIntBE(0, element.content.length);
}

export function octetsOf(element: Element | undefined): Buffer | undefined {
  return element?.tag === BER.octetString ? element.content : undefined;
}

/** An element with these parts one behind the other as its content. */
export function encode(tag: number, ...parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.of(tag), encodeLength(length), ...parts]);
}

function encodeLength(length: number): Buffer {
  if (length < LONG_FORM) return Buffer.of(length);
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(length);
  const significant = octets.subarray(octets.findIndex((octet) => octet !== 0));
  return Buffer.concat([Buffer.of(LONG_FORM + significant.length), significant]);
}

/** @param value not negative, below 2^47. */
export function encodeInteger(value: number, tag: number = BER.integer): Buffer {
  const octets = Buffer.alloc(6);
  octets.writeUIntBE(value, 0, 6);
  const first = octets.findIndex((octet) => octet !== 0);
  const significant = first < 0 ? Buffer.of(0) : octets.subarray(first);
  // The highest bit is the sign.
  const sign = (significant[0] ?? 0) >= 0x80 ? Buffer.of(0) : Buffer.alloc(0);
  return encode(tag, sign, significant);
}
