/** Keys of the user-based security model (RFC 3414 section 2.6, RFC 7860). Pure. */
import { createHash } from 'node:crypto';
import type { SnmpAuthProtocol } from '../../model/probe-settings.ts';
import type { DigestKey } from '../snmp/digest.ts';

/** The hash, and how many octets of its HMAC a message carries. */
const PROTOCOLS: Readonly<
  Record<SnmpAuthProtocol, { readonly hash: string; readonly digestOctets: number }>
> = {
  md5: { hash: 'md5', digestOctets: 12 },
  sha1: { hash: 'sha1', digestOctets: 12 },
  sha224: { hash: 'sha224', digestOctets: 16 },
  sha256: { hash: 'sha256', digestOctets: 24 },
  sha384: { hash: 'sha384', digestOctets: 32 },
  sha512: { hash: 'sha512', digestOctets: 48 },
};

/** RFC 3414 appendix A.2: a password is repeated to this many octets. */
const PASSWORD_OCTETS = 1_048_576;

/** A password as a key that belongs to no engine yet: worth keeping, it costs milliseconds. */
export function passwordKey(protocol: SnmpAuthProtocol, password: string): Buffer {
  return createHash(PROTOCOLS[protocol].hash).update(Buffer.alloc(PASSWORD_OCTETS, password)).digest();
}

/** The key as one engine knows it. */
export function localKey(protocol: SnmpAuthProtocol, key: Buffer, engineId: Buffer): Buffer {
  return createHash(PROTOCOLS[protocol].hash).update(key).update(engineId).update(key).digest();
}

/** What messages of that engine are signed with. */
export function digestKey(protocol: SnmpAuthProtocol, local: Buffer): DigestKey {
  const { hash, digestOctets } = PROTOCOLS[protocol];
  return { hash, key: local, length: digestOctets };
}
