/** Connections of the service probes: opened, read up to a limit, and closed in time. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { isIP, connect as tcpConnect } from 'node:net';
import type { Readable } from 'node:stream';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { connect as tlsConnect } from 'node:tls';
import { onAbort } from './rounds.ts';

/** The authorities that a certificate is verified against; none given: the public ones. */
export interface Trust {
  readonly ca?: Buffer;
}

/** @throws when the file cannot be read or has no certificate in it. */
export async function readTrust(caFile: string | undefined): Promise<Trust> {
  if (caFile === undefined) return {};
  const ca = await readFile(caFile);
  // TLS would take a file of anything and trust nobody.
  new X509Certificate(ca);
  return { ca };
}

/** Of a host with several addresses, each is tried this long: a thin line needs more than Node's 250 ms. */
const ADDRESS_ATTEMPT_MS = 1_000;

/**
 * TLS that measures instead of protecting: nothing secret is sent, so a certificate of nobody is no reason to end,
 * and old codecs with old protocols and short keys are reached too.
 */
export function measuringTls(host: string, serverName: string | undefined, trust: Trust = {}): TlsOptions {
  // A name, never an address, goes into the handshake (RFC 6066 section 3); the address is verified all the same.
  const servername = serverName ?? (isIP(host) ? '' : host);
  return {
    ...trust,
    host,
    servername,
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  };
}

/**
 * Resolves when connected, with TLS when the handshake is done. From then on the socket is the caller's to close.
 * @param tls from `measuringTls`; `undefined`: none.
 */
export function connect(
  { host, port }: { readonly host: string; readonly port: number },
  tls: TlsOptions | undefined,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const options = { host, port, autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS };
    const socket = tls ? tlsConnect({ ...tls, ...options }) : tcpConnect(options);
    const callOff = onAbort(signal, () => socket.destroy(new Error('given up')));
    // Also after it was connected: an error without a listener would end the program.
    socket.on('error', reject);
    socket.once('close', () => {
      callOff();
      reject(new Error('closed'));
    });
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      callOff();
      resolve(socket);
    });
  });
}

/**
 * Reads until `take` makes something of all that was received.
 * @returns `undefined` when the peer ended, or sent `maxBytes`, before that.
 * @throws when the connection fails or the signal ends.
 */
export function readUntil<T>(
  socket: Readable,
  signal: AbortSignal,
  maxBytes: number,
  take: (received: Buffer) => T | undefined,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const callOff = onAbort(signal, () => settle(() => reject(new Error('given up'))));
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk.subarray(0, maxBytes - received.length)]);
      const taken = take(received);
      if (taken !== undefined || received.length >= maxBytes) settle(() => resolve(taken));
    };
    const onEnd = () => settle(() => resolve(undefined));
    const onError = (error: Error) => settle(() => reject(error));
    const settle = (how: () => void) => {
      callOff();
      socket.pause();
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError);
      how();
    };
    socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);
  });
}
