/** Links by which a person acknowledges an incident: signed, for one incident and one person, until they expire. Pure. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** People read their mail in the morning after. */
export const LINK_VALID_MS = 3 * 24 * 3_600_000;
export const KEY_BYTES = 32;

export interface AckLink {
  readonly incident: number;
  readonly person: string;
  /** Epoch milliseconds. An acknowledgement after it has used the link up. */
  readonly issuedMs: number;
}

const payloadSchema = z.tuple([z.int().positive(), z.string().min(1).max(200), z.int().positive()]);

function signatureOf(payload: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`canhmang-ack:${payload}`).digest();
}

export function writeAckLink({ incident, person, issuedMs }: AckLink, key: Buffer): string {
  const payload = Buffer.from(JSON.stringify([incident, person, issuedMs])).toString('base64url');
  return `${payload}.${signatureOf(payload, key).toString('base64url')}`;
}

/** @returns `undefined` for what was not signed with the key; whether it has expired is for the reader to see. */
export function readAckLink(text: string, key: Buffer): AckLink | undefined {
  const [payload = '', signature = '', ...more] = text.split('.');
  const given = Buffer.from(signature, 'base64url');
  const expected = signatureOf(payload, key);
  if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
    return undefined;
  const [incident, person, issuedMs] = payloadSchema.parse(
    JSON.parse(Buffer.from(payload, 'base64url').toString()),
  );
  return { incident, person, issuedMs };
}

/** @returns `undefined` where it is not known under what address people reach the collector. */
export function ackUrlOf(publicUrl: string | undefined, link: AckLink, key: Buffer): string | undefined {
  if (publicUrl === undefined) return undefined;
  const url = new URL('ack', publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`);
  url.searchParams.set('t', writeAckLink(link, key));
  return url.href;
}
