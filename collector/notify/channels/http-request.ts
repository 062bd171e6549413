/** One HTTP request with a time limit, an end to how much is read, and a private authority where there is one. */
import { readFile } from 'node:fs/promises';
import * as http from 'node:http';
import * as https from 'node:https';
import { resolve } from 'node:path';
import { reasonOf } from '../../../config/error.ts';
import { VERSION } from '../../../model/version.ts';
import type { Attempt } from './channel.ts';
import { DeliveryError } from './channel.ts';
import { followSocket } from './socket-steps.ts';

/** Nothing that a gateway says is longer; what goes on is cut off. */
const MAX_ANSWER_BYTES = 64 * 1024;

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Path of a PEM file. */
  readonly ca: string | undefined;
  readonly signal: AbortSignal;
  readonly step: Attempt['step'];
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** A gateway by its place: address and path may hold secrets further on. */
export function placeOf({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}

async function authorityOf(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  return readFile(path, 'utf8').catch((error: unknown) => {
    const reason = `cannot read the file with the authority "${path}" (${reasonOf(error)})`;
    throw new DeliveryError(reason, { permanent: false, cause: error });
  });
}

/** @throws DeliveryError when there is no whole answer in time: it may come another time. */
export async function httpRequest(request: HttpRequest): Promise<HttpAnswer> {
  const { method, url, headers, body, signal, step } = request;
  const ca = await authorityOf(request.ca);
  const send = url.protocol === 'https:' ? https.request : http.request;
  try {
    return await new Promise<HttpAnswer>((done, fail) => {
      const outgoing = send(url, {
        method,
        signal,
        // A connection that was kept may be dead: a message is rare and worth a new one.
        agent: false,
        ...(ca === undefined ? {} : { ca }),
        headers: {
          'user-agent': `canhmang/${VERSION}`,
          ...headers,
          ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        },
      });
      outgoing.on('error', fail);
      outgoing.on('socket', (socket) => followSocket(socket, step));
      outgoing.on('finish', () => step('handed', `${method} ${placeOf(url)}`));
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        incoming.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MAX_ANSWER_BYTES) outgoing.destroy(new Error('the answer has no end'));
          else chunks.push(chunk);
        });
        incoming.on('error', fail);
        incoming.on('end', () =>
          done({ status: incoming.statusCode ?? 0, body: `${Buffer.concat(chunks)}` }),
        );
      });
      outgoing.end(body);
    });
  } catch (error) {
    const reason = signal.aborted ? 'no answer in time' : error instanceof Error ? error.message : 'failed';
    throw new DeliveryError(`${placeOf(url)}: ${reason}`, { permanent: false, cause: error });
  }
}

/**
 * Whether a status says that this message will never be taken: it is malformed (400), too large (413) or cannot be
 * processed (422). A wrong address or password (401, 403, 404) is mended by people, and then the message goes.
 */
export function isPermanentStatus(status: number): boolean {
  return status === 400 || status === 413 || status === 422;
}

/** @param folder that a relative path starts from. */
export function pathOf(folder: string, path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(folder, path);
}
