/** Whom the agent takes for its collector: TLS with public authorities, a private one, or a pinned key. */
import { createHash, X509Certificate } from 'node:crypto';

export interface CollectorTrust {
  /** PEM text of the authorities that are believed instead of the public ones. */
  readonly ca?: string;
  /**
   * SHA-256 of the collector's public key (SubjectPublicKeyInfo), base64: what curl's `--pinnedpubkey sha256//…`
   * takes. Without `ca` the key alone is believed, whoever has signed the certificate, if anybody.
   */
  readonly pin?: string;
}

/** Reads a pin: base64 or hexadecimal, with or without curl's `sha256//`. `undefined`: it is none. */
export function readPin(text: string): string | undefined {
  const written = text.trim().replace(/^sha256\/\//i, '');
  const isHex = /^[0-9a-f]{64}$/i.test(written);
  if (!isHex && !/^[A-Za-z0-9+/]{43}=?$/.test(written)) return undefined;
  return Buffer.from(written, isHex ? 'hex' : 'base64').toString('base64');
}

/** The pin of a certificate, PEM or DER. */
export function pinOf(certificate: string | Buffer): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}

/** @throws when there is trust to be had but no TLS to have it in. */
export function checkTrust(url: URL, trust: CollectorTrust): void {
  if (url.protocol !== 'https:' && (trust.ca !== undefined || trust.pin !== undefined))
    throw new Error(`${url.origin}: an authority or a pinned key needs https`);
}
