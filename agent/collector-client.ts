/** HTTP to the collector: kept-alive connections, token, time limit, and the two clocks compared. */
import type { IncomingHttpHeaders } from 'node:http';
import { VERSION } from '../model/version.ts';
import type { Moment } from './collector-clock.ts';
import { CollectorClock, timeOfAnswer } from './collector-clock.ts';
import type { Connections } from './collector-connections.ts';
import { plainConnections } from './collector-connections.ts';
import type { CollectorTrust } from './collector-trust.ts';
import { checkTrust } from './collector-trust.ts';
import type { Timers } from './scheduler.ts';
import { systemTimers } from './scheduler.ts';

export interface CollectorRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface CollectorAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The same as it came. */
  readonly octets: Buffer;
}

/** An answer that has no end of its own. */
export interface CollectorStream {
  readonly path: string;
  /** Nothing for so long: the connection is dead. */
  readonly silenceMs: number;
  /** Told how to end it. */
  readonly onOpen: (close: () => void) => void;
  /** What comes with status 200, as it comes. */
  readonly onText: (text: string) => void;
}

export interface CollectorClientOptions {
  readonly trust?: CollectorTrust;
  readonly timers?: Timers;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** Thin mountain lines are slow; a silence longer than this is a dead connection. */
const REQUEST_TIMEOUT_MS = 20_000;
/** Nor does an answer drip in for ever: the largest batch takes half as long on a line of 64 kbit/s. */
const REQUEST_LIMIT_MS = 120_000;
/** Nothing that the collector answers is larger. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

export class CollectorClient {
  readonly #base: URL;
  readonly #token: string;
  readonly #trust: CollectorTrust;
  #connections: Connections | undefined;
  /** Of streams: they must not take a connection away from the measurements. */
  #streams: Connections | undefined;
  readonly #timers: Timers;
  readonly #now: () => number;
  #closed = false;
  /** Monotonic time of the latest answer that was the collector's own and not of something in between. */
  heardMs: number | undefined;
  /** How far this machine's clock is from the collector's. */
  readonly clock = new CollectorClock();

  /** @throws when `options.trust` asks for TLS and the URL has none. */
  constructor(url: string, token: string, options: CollectorClientOptions = {}) {
    this.#base = new URL(url);
    this.#token = token;
    this.#trust = options.trust ?? {};
    checkTrust(this.#base, this.#trust);
    this.#timers = options.timers ?? systemTimers;
    this.#now = options.now ?? Date.now;
  }

  /** @throws when there is no answer: refused, timed out, broken off. */
  async request(request: CollectorRequest): Promise<CollectorAnswer> {
    try {
      return await this.#once(request);
    } catch (error) {
      // A kept-alive connection that the other side was just closing: not a failure, a new one is opened.
      if (!(error instanceof StaleConnection) || this.#closed) throw error;
      return this.#once(request);
    }
  }

  async #connect(): Promise<Connections> {
    if (this.#base.protocol !== 'https:') return plainConnections();
    const { tlsConnections } = await import('./collector-tls.ts');
    return tlsConnections(this.#trust);
  }

  async #once(request: CollectorRequest): Promise<CollectorAnswer> {
    const fresh = this.#connections ?? (await this.#connect());
    if (this.#closed) throw new Error('the connection to the collector is closed');
    // Another request may have been quicker.
    this.#connections ??= fresh;
    return this.#exchange(request, this.#connections);
  }

  #exchange(request: CollectorRequest, { request: send, agent }: Connections): Promise<CollectorAnswer> {
    return new Promise((resolve, reject) => {
      const sent = this.#moment();
      const outgoing = send(new URL(request.path, this.#base), {
        method: request.method,
        agent,
        timeout: REQUEST_TIMEOUT_MS,
        headers: this.#headers(request, sent),
      });
      const giveUp = (limitMs: number) => outgoing.destroy(new Error(`no answer within ${limitMs} ms`));
      const cancel = this.#timers.after(REQUEST_LIMIT_MS, () => giveUp(REQUEST_LIMIT_MS));
      outgoing.on('timeout', () => giveUp(REQUEST_TIMEOUT_MS));
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        cancel();
        reject(outgoing.reusedSocket && error.code === 'ECONNRESET' ? new StaleConnection() : error);
      });
      outgoing.on('response', (incoming) => {
        const collectorMs = timeOfAnswer(incoming.headers);
        if (collectorMs !== undefined) {
          this.heardMs = this.#timers.monotonicMs();
          this.clock.observe(sent, this.#moment(), collectorMs);
        }
        const chunks: Buffer[] = [];
        let bytes = 0;
        incoming.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MAX_ANSWER_BYTES) outgoing.destroy(new Error('answer is too large'));
          else chunks.push(chunk);
        });
        incoming.on('error', (error) => {
          cancel();
          reject(error);
        });
        incoming.on('end', () => {
          cancel();
          const { statusCode: status = 0, headers } = incoming;
          const octets = Buffer.concat(chunks);
          resolve({ status, headers, octets, body: octets.toString() });
        });
      });
      outgoing.end(request.body);
    });
  }

  /**
   * Reads an answer as it comes, on a connection of its own, until it ends.
   * @returns its status.
   * @throws when there is no answer, or it breaks off.
   */
  async stream({ path, silenceMs, onOpen, onText }: CollectorStream): Promise<number> {
    const fresh = this.#streams ?? (await this.#connect());
    if (this.#closed) throw new Error('the connection to the collector is closed');
    this.#streams ??= fresh;
    const { request: send, agent } = this.#streams;
    return new Promise((resolve, reject) => {
      const headers = this.#headers({ method: 'GET', path }, this.#moment());
      const outgoing = send(new URL(path, this.#base), { agent, timeout: silenceMs, headers });
      outgoing.on('timeout', () => outgoing.destroy(new Error(`nothing came for ${silenceMs} ms`)));
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        const { statusCode: status = 0 } = incoming;
        incoming.setEncoding('utf8');
        incoming.on('data', (text: string) => {
          try {
            if (status === 200) onText(text);
          } catch (error) {
            outgoing.destroy(error instanceof Error ? error : new Error(String(error)));
          }
        });
        incoming.on('error', reject);
        incoming.on('end', () => resolve(status));
      });
      onOpen(() => outgoing.destroy(new Error('closed')));
      outgoing.end();
    });
  }

  #headers(request: CollectorRequest, sent: Moment): Record<string, string | number> {
    const { offsetMs } = this.clock;
    return {
      ...request.headers,
      authorization: `Token ${this.#token}`,
      'user-agent': `canhmang-agent/${VERSION}`,
      'canhmang-time': Math.round(sent.wallMs),
      ...(offsetMs === undefined ? {} : { 'canhmang-clock-offset': offsetMs }),
      ...(request.body ? { 'content-length': request.body.length } : {}),
    };
  }

  #moment(): Moment {
    return { wallMs: this.#now(), monotonicMs: this.#timers.monotonicMs() };
  }

  /** Ends what is under way, too. */
  close(): void {
    this.#closed = true;
    this.#connections?.agent.destroy();
    this.#streams?.agent.destroy();
  }
}

/** The connection ended before anything of the answer came, and it was not a new one. */
class StaleConnection extends Error {}
