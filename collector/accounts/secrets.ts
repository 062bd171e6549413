/** Secrets that are made here, shown once and kept as a hash. */
import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits: a plain hash is enough, there is nothing to guess. */
const BYTES = 32;

/** @param prefix says what it is, to people and to scanners for secrets. */
export function newSecret(prefix: string): string {
  return `${prefix}${randomBytes(BYTES).toString('base64url')}`;
}

/** SHA-256, hexadecimal. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
