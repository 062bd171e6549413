/** HTTP to the collector: one kept-alive connection, token, time limit. */
import * as http from 'node:http';
import * as https from 'node:https';

export interface CollectorRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface CollectorAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Thin mountain lines are slow; longer than this is a dead connection. */
const REQUEST_TIMEOUT_MS = 20_000;
/** Nothing that the collector answers is larger. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

export class CollectorClient {
  readonly #base: URL;
  readonly #token: string;
  readonly #agent: http.Agent;

  constructor(url: string, token: string) {
    this.#base = new URL(url);
    this.#token = token;
    const options = { keepAlive: true, maxSockets: 2 };
    this.#agent = this.#base.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
  }

  /** @throws when there is no answer: refused, timed out, broken off. */
  request(request: CollectorRequest): Promise<CollectorAnswer> {
    return new Promise((resolve, reject) => {
      const send = this.#base.protocol === 'https:' ? https.request : http.request;
      const outgoing = send(
        new URL(request.path, this.#base),
        {
          method: request.method,
          agent: this.#agent,
          timeout: REQUEST_TIMEOUT_MS,
          headers: {
            ...request.headers,
            authorization: `Token ${this.#token}`,
            ...(request.body ? { 'content-length': request.body.length } : {}),
          },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          incoming.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes > MAX_ANSWER_BYTES) outgoing.destroy(new Error('answer is too large'));
            else chunks.push(chunk);
          });
          incoming.on('error', reject);
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              body: Buffer.concat(chunks).toString(),
            }),
          );
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${REQUEST_TIMEOUT_MS} ms`)));
      outgoing.on('error', reject);
      outgoing.end(request.body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
