/** Bodies of the write endpoints: kept as they came until it is their turn, and only then unpacked. */
import type { IncomingHttpHeaders } from 'node:http';
import type { TransformCallback } from 'node:stream';
import { Transform } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { reasonOf } from '../../config/error.ts';
import { ApiRefusal, comeBackLater } from './errors.ts';

const unpack = promisify(gunzip);

/** Packed or not, of one batch. An agent's is a quarter of a megabyte; InfluxDB's own limit is 25 MB. */
export const MAX_WRITE_BYTES = 32 * 1024 * 1024;
/** Of all batches that are on their way in together, as they come: a thousand agents send 25 kB each. */
const MAX_ARRIVING_BYTES = 96 * 1024 * 1024;
const RETRY_AFTER_S = 5;
/** The shortest gzip there is (RFC 1952). */
const MIN_GZIP_BYTES = 18;

/** @throws ApiRefusal of an encoding that is not understood. */
function isPacked(headers: IncomingHttpHeaders): boolean {
  const encoding = headers['content-encoding']?.toLowerCase();
  if (encoding === undefined || encoding === 'identity') return false;
  if (encoding !== 'gzip') throw new ApiRefusal(415, 'unknown_encoding', 'only gzip is understood');
  return true;
}

/** What a body takes when it is unpacked, bytes: gzip says it in its last four (RFC 1952 section 2.3.1). */
export function unpackedBytes(body: Buffer, packed: boolean): number {
  const said = packed && body.length >= MIN_GZIP_BYTES ? body.readUInt32LE(body.length - 4) : 0;
  return Math.min(MAX_WRITE_BYTES, Math.max(body.length, said));
}

export interface WriteBody {
  /** What it takes in memory, bytes. */
  readonly bytes: number;
  /** @throws ApiRefusal 413 when it is larger than it may be, 400 when it is no gzip. */
  open(): Promise<Buffer>;
}

export function bodyOf({ body, headers }: FastifyRequest): WriteBody {
  const given = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const packed = isPacked(headers) && given.length > 0;
  const bytes = unpackedBytes(given, packed);
  return {
    bytes,
    open: async () => (packed ? unpackBody(given, bytes) : given),
  };
}

/**
 * @param bytes what it was let in for: one that says less than it has, or has others in front, would take a place beside
 *   many for what a few may have.
 */
export async function unpackBody(body: Buffer, bytes: number): Promise<Buffer> {
  try {
    return await unpack(body, { maxOutputLength: Math.max(1, bytes) });
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === 'ERR_BUFFER_TOO_LARGE') {
      const limit = `unpacked, a body has at most ${MAX_WRITE_BYTES} bytes`;
      throw new ApiRefusal(413, 'too_large', `${limit}, and no more than the ${bytes} that it says`);
    }
    throw new ApiRefusal(400, 'bad_gzip', `the body cannot be unpacked: ${reason}`);
  }
}

/** Counts what is on its way in, and refuses what would be too much together. */
class ArrivingBytes {
  #bytes = 0;

  /** @throws ApiRefusal 503 */
  add(bytes: number): void {
    if (this.#bytes + bytes > MAX_ARRIVING_BYTES)
      throw comeBackLater(503, 'busy', 'too much is on its way in; come back later', RETRY_AFTER_S);
    this.#bytes += bytes;
  }

  remove(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** A body that does not say how long it is, counted as it comes. */
class Counted extends Transform {
  /** What Fastify holds against Content-Length. */
  receivedEncodedLength = 0;
  readonly #arriving: ArrivingBytes;

  constructor(arriving: ArrivingBytes) {
    super();
    this.#arriving = arriving;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#arriving.add(chunk.length);
      this.receivedEncodedLength += chunk.length;
      done(null, chunk);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** Has the routes of `server` take bodies of every type as bytes, so many at a time. */
export function takeWriteBodies(server: FastifyInstance): void {
  const arriving = new ArrivingBytes();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.addHook('onRequest', async ({ headers }) => {
    // InfluxDB's own client names none, in a header that is empty, which Fastify would refuse.
    headers['content-type'] = 'text/plain';
  });
  server.addHook('preParsing', async ({ headers }, reply, payload) => {
    isPacked(headers);
    const said = Number(headers['content-length'] ?? Number.NaN);
    // Longer ones are refused by Fastify before anything is read.
    const bytes = Number.isNaN(said) ? undefined : Math.min(said, MAX_WRITE_BYTES);
    if (bytes !== undefined) {
      arriving.add(bytes);
      reply.raw.once('close', () => arriving.remove(bytes));
      return payload;
    }
    const counted = new Counted(arriving);
    // Who reads it is told of an error; one that comes when nobody reads any more must not end the process.
    counted.on('error', () => undefined);
    reply.raw.once('close', () => {
      arriving.remove(counted.receivedEncodedLength);
      counted.destroy();
    });
    payload.once('error', (error) => counted.destroy(error));
    return payload.pipe(counted);
  });
}
