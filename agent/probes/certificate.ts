/** `x509_cert` as Telegraf's plugin, of the certificate that a TLS server showed. Also of an expired one, and of nobody's. */
import type { Socket } from 'node:net';
import type { PeerCertificate } from 'node:tls';
import { TLSSocket } from 'node:tls';
import type { FieldValue, Point } from '../../model/point.ts';

/** Of a tag that somebody else writes, characters. */
const MAX_TAG_LENGTH = 256;
const VALID = 0n;
const INVALID = 1n;

/** What the peer wrote into the certificate, as Node gives it; nothing of it is certain to be there. */
export type ShownCertificate = Partial<
  Pick<
    PeerCertificate,
    'subject' | 'issuer' | 'subjectaltname' | 'serialNumber' | 'valid_from' | 'valid_to' | 'fingerprint256'
  >
>;

/** The first value of an attribute, which may be there several times. */
function attribute(name: unknown, key: string): string {
  const value = (name as Record<string, unknown> | undefined)?.[key];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return written(first);
}

function written(value: unknown): string {
  return typeof value === 'string' ? bounded(value) : '';
}

function bounded(text: string): string {
  return [...text.slice(0, 2 * MAX_TAG_LENGTH)].slice(0, MAX_TAG_LENGTH).join('');
}

/** `DNS:a.example, IP Address:10.0.0.1` -> `a.example,10.0.0.1` */
function alternativeNames(text: unknown): string {
  if (typeof text !== 'string') return '';
  return bounded(
    text
      .split(', ')
      .map((name) => name.slice(name.indexOf(':') + 1))
      .join(','),
  );
}

function secondsOf(date: unknown): number | undefined {
  const timeMs = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return Number.isNaN(timeMs) ? undefined : Math.floor(timeMs / 1_000);
}

/**
 * Pure.
 * @param problem why it does not verify; `undefined`: it does.
 * @returns `undefined` when there is no certificate.
 */
export function certificatePoint(
  shown: ShownCertificate,
  problem: string | undefined,
  about: { readonly tags: Record<string, string>; readonly source: string; readonly timeMs: number },
): Point | undefined {
  if (shown.fingerprint256 === undefined) return undefined;
  const nowSeconds = Math.floor(about.timeMs / 1_000);
  const start = secondsOf(shown.valid_from);
  const end = secondsOf(shown.valid_to);
  const fields: Record<string, FieldValue> = {
    verification_code: problem === undefined ? VALID : INVALID,
  };
  if (problem !== undefined) fields.verification_error = bounded(problem);
  if (start !== undefined) {
    fields.startdate = BigInt(start);
    fields.age = BigInt(nowSeconds - start);
  }
  if (end !== undefined) {
    fields.enddate = BigInt(end);
    fields.expiry = BigInt(end - nowSeconds);
  }
  return {
    measurement: 'x509_cert',
    tags: {
      ...about.tags,
      source: about.source,
      common_name: attribute(shown.subject, 'CN'),
      organization: attribute(shown.subject, 'O'),
      organizational_unit: attribute(shown.subject, 'OU'),
      country: attribute(shown.subject, 'C'),
      province: attribute(shown.subject, 'ST'),
      locality: attribute(shown.subject, 'L'),
      issuer_common_name: attribute(shown.issuer, 'CN'),
      serial_number: bounded(written(shown.serialNumber).toLowerCase()),
      san: alternativeNames(shown.subjectaltname),
      verification: problem === undefined ? 'valid' : 'invalid',
    },
    fields,
    timeMs: about.timeMs,
  };
}

/** Of a socket whose handshake is done; nothing where it is not of TLS. */
export function shownCertificate(
  socket: Socket,
  about: { readonly tags: Record<string, string>; readonly source: string; readonly timeMs: number },
): Point[] {
  if (!(socket instanceof TLSSocket)) return [];
  const problem = socket.authorized ? undefined : String(socket.authorizationError);
  const point = certificatePoint(socket.getPeerCertificate() ?? {}, problem, about);
  return point ? [point] : [];
}
