/** Digests of the user-based security model (RFC 3414 sections 6 and 7, RFC 7860). */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** A user's key for one engine, and what is made with it. */
export interface DigestKey {
  readonly hash: string;
  readonly key: Buffer;
  /** How much of the HMAC is sent, octets. */
  readonly length: number;
}

/** @param message whole, with zeros where the digest goes. */
export function digestOf({ hash, key, length }: DigestKey, message: Buffer): Buffer {
  return createHmac(hash, key).update(message).digest().subarray(0, length);
}

/** @param digest a view into the message; it is zero while the message is digested. */
export function isAuthentic(key: DigestKey, message: Buffer, digest: Buffer): boolean {
  if (digest.length !== key.length) return false;
  const said = Buffer.from(digest);
  digest.fill(0);
  const is = digestOf(key, message);
  said.copy(digest);
  return timingSafeEqual(is, said);
}
