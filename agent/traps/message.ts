/** The head of an SNMP message: what has to be known before anything of it is believed. Pure. */
import { integerOf, octetsOf, readElement, readElements } from './ber.ts';

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
const VERSIONS: ReadonlyMap<number | undefined, 1 | 2 | 3> = new Map([
  [0, 1],
  [1, 2],
  [3, 3],
]);

/** @returns `undefined` for what is no SNMP message. */
export function readMessage(datagram: Buffer): SnmpMessage | undefined {
  const whole = readElement(datagram, 0);
  const parts = whole && readElements(whole.content);
  if (!parts) return undefined;
  const version = VERSIONS.get(integerOf(parts[0]));
  if (version !== 3) return version && { version };
  const header = parts[1] && readElements(parts[1].content);
  const security = readElement(octetsOf(parts[2]) ?? Buffer.alloc(0), 0);
  const parameters = security && readElements(security.content);
  if (!header || !parameters || parts[3] === undefined) return undefined;
  const id = integerOf(header[0]);
  const flags = octetsOf(header[2])?.[0];
  const engineId = octetsOf(parameters[0]);
  const engineBoots = integerOf(parameters[1]);
  const engineTime = integerOf(parameters[2]);
  const user = octetsOf(parameters[3]);
  const digest = octetsOf(parameters[4]);
  if (id === undefined || flags === undefined || integerOf(header[3]) !== USER_BASED) return undefined;
  if (!engineId || engineBoots === undefined || engineTime === undefined || !user || !digest)
    return undefined;
  const authenticated = (flags & FLAG.authenticated) !== 0;
  const encrypted = (flags & FLAG.encrypted) !== 0;
  // Privacy without authentication is no security level (RFC 3412 section 7.2).
  if (encrypted && !authenticated) return undefined;
  return {
    ...{ version, id, authenticated, encrypted, reportable: (flags & FLAG.reportable) !== 0 },
    ...{ engineId, engineBoots, engineTime, user: user.toString('utf8'), digest },
  };
}
