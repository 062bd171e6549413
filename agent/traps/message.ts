/** The head of an SNMP message: what has to be known before anything of it is believed. Pure. */
import { BerReader, Malformed, TAG } from '../snmp/ber.ts';

/** Of version 1 and 2c (RFC 1157 section 4, RFC 1901 section 3). */
export interface CommunityMessage {
  readonly version: 1 | 2;
}

/** Of version 3 (RFC 3412 section 6) under the user-based security model (RFC 3414 section 2.4). */
export interface UserMessage {
  readonly version: 3;
  readonly id: number;
  readonly authenticated: boolean;
  readonly encrypted: boolean;
  /** The sender wants to be told what is wrong. */
  readonly reportable: boolean;
  readonly engineId: Buffer;
  readonly engineBoots: number;
  /** Seconds. */
  readonly engineTime: number;
  readonly user: string;
  /** A view into the message: where its digest is. */
  readonly digest: Buffer;
}

export type SnmpMessage = CommunityMessage | UserMessage;

const USER_BASED = 3;
/** Bits of msgFlags (RFC 3412 section 6.4). */
const FLAG = { authenticated: 1, encrypted: 2, reportable: 4 } as const;
/** As the versions are numbered on the wire. */
const VERSIONS: ReadonlyMap<number, 1 | 2 | 3> = new Map([
  [0, 1],
  [1, 2],
  [3, 3],
]);

/** @returns `undefined` for what is no SNMP message. */
export function readMessage(datagram: Buffer): SnmpMessage | undefined {
  try {
    const reader = new BerReader(datagram);
    const end = reader.enter(TAG.sequence, datagram.length);
    const version = VERSIONS.get(reader.int32(end));
    return version === 3 ? readUserMessage(reader, end) : version && { version };
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** @throws Malformed */
function readUserMessage(reader: BerReader, end: number): UserMessage | undefined {
  const headerEnd = reader.enter(TAG.sequence, end);
  const id = reader.int32(headerEnd);
  reader.int32(headerEnd);
  const flags = reader.octetString(headerEnd)[0];
  const model = reader.int32(headerEnd);
  reader.at = headerEnd;
  const securityEnd = reader.enter(TAG.octetString, end);
  const parametersEnd = reader.enter(TAG.sequence, securityEnd);
  const engineId = reader.octetString(parametersEnd);
  const engineBoots = reader.int32(parametersEnd);
  const engineTime = reader.int32(parametersEnd);
  const user = reader.octetString(parametersEnd);
  const digest = reader.octetString(parametersEnd);
  reader.at = securityEnd;
  // What is said, in the clear or encrypted.
  reader.open(end);
  if (flags === undefined || model !== USER_BASED) return undefined;
  const authenticated = (flags & FLAG.authenticated) !== 0;
  const encrypted = (flags & FLAG.encrypted) !== 0;
  // Privacy without authentication is no security level (RFC 3412 section 7.2).
  if (encrypted && !authenticated) return undefined;
  return {
    ...{ version: 3, id, authenticated, encrypted, reportable: (flags & FLAG.reportable) !== 0 },
    ...{ engineId, engineBoots, engineTime, user: user.toString('utf8'), digest },
  };
}
