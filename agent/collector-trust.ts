/** Whom the agent takes for its collector: TLS with public authorities, a private one, or a pinned key. */
import { createHash, timingSafeEqual, X509Certificate } from 'node:crypto';
import * as http from 'node:http';
import * as https from 'node:https';
import type { Duplex } from 'node:stream';
import * as tls from 'node:tls';

export interface CollectorTrust {
  /** PEM text of the authorities that are believed instead of the public ones. */
  readonly ca?: string;
  /**
   * SHA-256 of the collector's public key (SubjectPublicKeyInfo), base64: what curl's `--pinnedpubkey sha256//…`
   * takes. Without `ca` the key alone is believed, whoever has signed the certificate, if anybody.
   */
  readonly pin?: string;
}

const KEEP_ALIVE = { keepAlive: true, maxSockets: 2 };
const HASH_BYTES = 32;

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

/** Keeps the connections to the collector. @throws when there is trust to be had but no TLS to have it in. */
export function connectionsTo(url: URL, trust: CollectorTrust): http.Agent {
  if (url.protocol === 'https:')
    return trust.pin === undefined
      ? new https.Agent({ ...KEEP_ALIVE, ...(trust.ca === undefined ? {} : { ca: trust.ca }) })
      : new PinnedAgent(trust.pin, trust.ca);
  if (trust.ca !== undefined || trust.pin !== undefined)
    throw new Error(`${url.origin}: an authority or a pinned key needs https`);
  return new http.Agent(KEEP_ALIVE);
}

/** Hands a connection over only once its key has been compared: the token never goes to anybody else. */
class PinnedAgent extends https.Agent {
  readonly #pin: Buffer;
  readonly #ca: string | undefined;

  constructor(pin: string, ca: string | undefined) {
    // A resumed session would bring no certificate to look at.
    super({ ...KEEP_ALIVE, maxCachedSessions: 0 });
    this.#pin = Buffer.from(pin, 'base64');
    this.#ca = ca;
  }

  override createConnection(
    options: https.RequestOptions,
    done?: (error: Error | null, connection: Duplex) => void,
  ): undefined {
    const host = options.host ?? 'localhost';
    const socket = tls.connect({
      host,
      port: Number(options.port ?? 443),
      rejectUnauthorized: this.#ca !== undefined,
      ...(this.#ca === undefined ? {} : { ca: this.#ca }),
      // RFC 6066 section 3: an address is no server name.
      ...(options.servername === undefined || options.servername === ''
        ? {}
        : { servername: options.servername }),
    });
    const failed = (error: Error) => done?.(error, socket);
    socket.once('error', failed);
    socket.once('secureConnect', () => {
      socket.off('error', failed);
      const { raw } = socket.getPeerCertificate();
      if (this.#matches(raw)) return done?.(null, socket);
      socket.destroy();
      failed(new Error(`${host} has another key than the pinned one: sha256//${pinOf(raw)}`));
    });
  }

  #matches(certificate: Buffer): boolean {
    return (
      this.#pin.length === HASH_BYTES && timingSafeEqual(Buffer.from(pinOf(certificate), 'base64'), this.#pin)
    );
  }
}
