/** Kept-alive connections to the collector by TLS. Loaded only where they are wanted: TLS costs a megabyte. */
import { timingSafeEqual } from 'node:crypto';
import * as https from 'node:https';
import type { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import type { Connections } from './collector-connections.ts';
import { KEEP_ALIVE } from './collector-connections.ts';
import type { CollectorTrust } from './collector-trust.ts';
import { pinOf } from './collector-trust.ts';

const HASH_BYTES = 32;

export function tlsConnections({ ca, pin }: CollectorTrust): Connections {
  const agent =
    pin === undefined
      ? new https.Agent({ ...KEEP_ALIVE, ...(ca === undefined ? {} : { ca }) })
      : new PinnedAgent(pin, ca);
  return { request: https.request, agent };
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
