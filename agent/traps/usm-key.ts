/** Keys and digests of the user-based security model (RFC 3414 sections 2.6 and 6, RFC 7860). Pure. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SnmpAuthProtocol } from '../../model/probe-settings.ts';

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

export function digestOctets(protocol: SnmpAuthProtocol): number {
  return PROTOCOLS[protocol].digestOctets;
}

/** @param message whole, with zeros where the digest goes. */
export function digestOf(protocol: SnmpAuthProtocol, local: Buffer, message: Buffer): Buffer {
  const { hash, digestOctets } = PROTOCOLS[protocol];
  return createHmac(hash, local).update(message).digest().subarray(0, digestOctets);
}

/**
 * @param message whole, as it was received.
 * @param digest the view into it where its digest is.
 */
export function isAuthentic(
  protocol: SnmpAuthProtocol,
  local: Buffer,
  message: Buffer,
  digest: Buffer,
): boolean {
  if (digest.length !== PROTOCOLS[protocol].digestOctets) return false;
  const at = digest.byteOffset - message.byteOffset;
  const blank = Buffer.from(message);
  blank.fill(0, at, at + digest.length);
  return timingSafeEqual(digestOf(protocol, local, blank), digest);
}
