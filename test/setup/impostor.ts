/**
 * Stands between agents and their collector: passes everything on, offers bundles of its own where it is told to, and
 * tells of the measurements that come by.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FalseOffer {
  readonly id: string;
  /** What it answers for the manifest. */
  readonly signed: object;
  /** What it sends as the bundle. */
  readonly packed: Buffer;
  /** So many parts are cut off half-way before they come whole. */
  cuts?: number;
}

const BUNDLE = '/api/v1/agent/bundle';

export class Impostor {
  readonly #target: URL;
  readonly #server = createServer((request, response) => this.#take(request, response));
  #writes: (() => void)[] = [];
  offer: FalseOffer | undefined;
  /** Ranges that were asked for. */
  readonly ranges: string[] = [];

  private constructor(target: string) {
    this.#target = new URL(target);
  }

  static async start(target: string): Promise<Impostor> {
    const impostor = new Impostor(target);
    await new Promise<void>((resolve) => impostor.#server.listen(0, '127.0.0.1', resolve));
    return impostor;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves when measurements that are sent from now on have been taken. */
  nextMeasurement(): Promise<void> {
    return new Promise((resolve) => this.#writes.push(resolve));
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const { url = '', method } = request;
    const { offer } = this;
    if (offer && method === 'GET' && url === BUNDLE) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(offer.signed));
      return;
    }
    if (offer && method === 'GET' && url === `${BUNDLE}/${offer.id}`) {
      this.#sendPart(offer, request, response);
      return;
    }
    const waiting = this.#writes;
    this.#writes = [];
    this.#pass(request, response, (status) => {
      if (url.includes('write') && status === 204) for (const tell of waiting) tell();
      else this.#writes.push(...waiting);
    });
  }

  #sendPart(offer: FalseOffer, request: IncomingMessage, response: ServerResponse): void {
    const { range = '' } = request.headers;
    this.ranges.push(range);
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
    const part = offer.packed.subarray(Number(from), Number(to) + 1);
    response.writeHead(206, { 'content-length': part.length });
    if ((offer.cuts ?? 0) === 0) {
      response.end(part);
      return;
    }
    offer.cuts = (offer.cuts ?? 0) - 1;
    response.write(part.subarray(0, part.length / 2), () => response.destroy());
  }

  #pass(request: IncomingMessage, response: ServerResponse, done: (status: number) => void): void {
    const { method, url: path, headers } = request;
    const { hostname, port } = this.#target;
    const onward = httpRequest({ hostname, port, path, method, headers }, (answer) => {
      const status = answer.statusCode ?? 502;
      const offered =
        this.offer && path === '/api/v1/agent/config' ? { 'canhmang-bundle': this.offer.id } : {};
      response.writeHead(status, { ...answer.headers, ...offered });
      answer.pipe(response);
      answer.on('end', () => done(status));
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
