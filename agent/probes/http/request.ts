/** One HTTP request on a connection of its own, its answer read up to a limit. */
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { VERSION } from '../../../model/version.ts';
import type { Trust } from '../connection.ts';
import { measuringTls } from '../connection.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly location: string | undefined;
  /** Until its first line was here, milliseconds. */
  readonly responseMs: number;
  readonly body: Buffer;
  /** The body did not come whole: it is longer than the limit, or the connection failed. */
  readonly cut: boolean;
  /** What the header says of the body; `undefined`: nothing. */
  readonly announcedBytes: number | undefined;
}

export interface HttpRequest {
  readonly url: URL;
  readonly method: 'GET' | 'HEAD';
  readonly serverName: string | undefined;
  readonly trust: Trust;
  readonly maxBodyBytes: number;
  readonly signal: AbortSignal;
  /** Told when the handshake is done, also when no answer follows it. */
  readonly onSecure: (socket: Socket) => void;
}

function open({ url, method, serverName, trust, signal }: HttpRequest): ClientRequest {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const options: RequestOptions = {
    host,
    port: url.port === '' ? undefined : Number(url.port),
    path: `${url.pathname}${url.search}`,
    method,
    headers: {
      host: url.host,
      'user-agent': `canhmang/${VERSION}`,
      accept: '*/*',
      'accept-encoding': 'identity',
      connection: 'close',
    },
    agent: false,
    signal,
  };
  if (url.protocol === 'http:') return httpRequest(options);
  return httpsRequest({ ...options, ...measuringTls(host, serverName, trust) });
}

function readBody(answer: IncomingMessage, maxBytes: number): Promise<{ body: Buffer; cut: boolean }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let left = maxBytes;
    const settle = (cut: boolean) => {
      resolve({ body: Buffer.concat(chunks), cut });
      answer.destroy();
    };
    answer.on('data', (chunk: Buffer) => {
      chunks.push(chunk.subarray(0, left));
      left -= chunk.length;
      if (left < 0) settle(true);
    });
    answer.on('end', () => settle(!answer.complete));
    answer.on('error', () => settle(true));
    answer.on('close', () => settle(true));
  });
}

function announced(header: string | undefined): number | undefined {
  const bytes = Number(header ?? Number.NaN);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined;
}

/** @throws when no answer came. */
export function askHttp(wanted: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const request = open(wanted);
    request.on('error', reject);
    request.once('socket', (socket) => socket.once('secureConnect', () => wanted.onSecure(socket)));
    request.once('response', (answer) => {
      const responseMs = performance.now() - startedMs;
      // From here on there is an answer, whatever becomes of its body.
      request.off('error', reject).on('error', () => {});
      void readBody(answer, wanted.maxBodyBytes).then(({ body, cut }) =>
        resolve({
          status: answer.statusCode ?? 0,
          location: answer.headers.location,
          responseMs,
          body,
          cut,
          announcedBytes: announced(answer.headers['content-length']),
        }),
      );
    });
    request.end();
  });
}
