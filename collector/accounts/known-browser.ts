/**
 * A browser in which somebody has signed in before keeps a sign of it, so that whoever types wrong passwords for a name on
 * purpose shuts nobody out of the browser that they always use. Pure, but for chance.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const NONCE_BYTES = 16;

function signatureOf(payload: string, key: Buffer): Buffer {
  // The key signs other things too: each says what it is.
  return createHmac('sha256', key).update(`canhmang-known-browser:${payload}`).digest();
}

/** @param user id of the account. */
export function newKnownBrowser(user: number, key: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  return `${nonce}.${signatureOf(`${user}:${nonce}`, key).toString('base64url')}`;
}

/** @returns what tells this browser from others of the user; `undefined` for what was not given out for this user. */
export function knownBrowser(user: number, sign: string | undefined, key: Buffer): string | undefined {
  const [nonce = '', signature = ''] = (sign ?? '').split('.');
  const given = Buffer.from(signature, 'base64url');
  const expected = signatureOf(`${user}:${nonce}`, key);
  return given.length === expected.length && timingSafeEqual(given, expected) ? nonce : undefined;
}
