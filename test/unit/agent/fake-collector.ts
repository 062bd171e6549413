/** A collector on port 0 of 127.0.0.1 that answers as it is told and remembers what it was asked. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { CollectorClient } from '../../../agent/collector-client.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** `lost`: the request is taken in and the connection broken off before the answer. */
export type Answer = { status: number; headers?: Record<string, string>; body?: string } | 'lost';

export class FakeCollector {
  readonly asked: Asked[] = [];
  readonly url: string;
  readonly #waiting: { count: number; resolve: () => void }[] = [];

  private constructor(url: string) {
    this.url = url;
  }

  static async start(answer: (asked: Asked, count: number) => Answer): Promise<FakeCollector> {
    const server = createServer((request, response) => void take(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const collector = new FakeCollector(`http://127.0.0.1:${port}`);
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const take = async (request: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const raw = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      const { method = '', url = '', headers } = request;
      const asked = { method, path: url, headers, body: body.toString() };
      collector.asked.push(asked);
      const told = answer(asked, collector.asked.length);
      if (told === 'lost') response.destroy();
      else response.writeHead(told.status, told.headers).end(told.body);
      for (const { count, resolve } of collector.#waiting) if (collector.asked.length >= count) resolve();
    };
    return collector;
  }

  client(token = 'secret'): CollectorClient {
    const client = new CollectorClient(this.url, token);
    onTestFinished(() => client.close());
    return client;
  }

  /** Returns when it has been asked that often. */
  untilAsked(count: number): Promise<void> {
    if (this.asked.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }
}
