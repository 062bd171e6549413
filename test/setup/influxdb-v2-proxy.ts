/**
 * Plays InfluxDB 2.x before an InfluxDB 1.x, as its documentation says: the write path, and its buckets, which are
 * databases here, with their retention.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

export interface V2Proxy {
  readonly url: string;
  /** Whether tokens may make buckets. */
  mayMakeBuckets: boolean;
  close(): Promise<void>;
}

/** What InfluxDB 1.8 does with `/api/v2/write` itself; 1.6 does not know that path. */
function carried(path: string): string {
  const url = new URL(path, 'http://localhost');
  if (url.pathname !== '/api/v2/write') return path;
  const query = new URLSearchParams({
    db: url.searchParams.get('bucket') ?? '',
    precision: url.searchParams.get('precision') ?? 'ns',
  });
  return `/write?${query}`;
}

const newBucketSchema = z.object({
  orgID: z.literal('0a1b'),
  name: z.string(),
  retentionRules: z.array(z.object({ type: z.literal('expire'), everySeconds: z.number() })),
});

const answerSchema = z.object({
  results: z.array(
    z.object({ series: z.array(z.object({ values: z.array(z.array(z.unknown())) })).default([]) }),
  ),
});

/** `2160h0m0s` in seconds; 0 is for ever. */
function secondsOf(duration: string): number {
  const [, hours = 0, minutes = 0, seconds = 0] = /(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?/.exec(duration) ?? [];
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
}

class Buckets {
  readonly #target: string;

  constructor(target: string) {
    this.#target = target;
  }

  async #ask(q: string): Promise<unknown[][]> {
    const answer = await fetch(`${this.#target}/query`, { method: 'POST', body: new URLSearchParams({ q }) });
    return answerSchema.parse(await answer.json()).results[0]?.series[0]?.values ?? [];
  }

  async find(name: string) {
    const [first] = await this.#ask(`SHOW RETENTION POLICIES ON "${name}"`);
    if (!first) return undefined;
    const everySeconds = secondsOf(String(first[1]));
    return { id: `id-${name}`, name, retentionRules: everySeconds === 0 ? [] : [{ everySeconds }] };
  }

  async make(name: string, everySeconds: number): Promise<void> {
    const duration = everySeconds === 0 ? 'INF' : `${everySeconds}s`;
    await this.#ask(`CREATE DATABASE "${name}" WITH DURATION ${duration}`);
  }
}

export async function startV2Proxy(target: string): Promise<V2Proxy> {
  const buckets = new Buckets(target);
  const answerBuckets = async (incoming: IncomingMessage, outgoing: ServerResponse, url: URL) => {
    const answer = (status: number, body: unknown) =>
      outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (url.pathname === '/api/v2/orgs') return answer(200, { orgs: [{ id: '0a1b' }] });
    if (incoming.method === 'GET') {
      const found = await buckets.find(url.searchParams.get('name') ?? '');
      return found
        ? answer(200, { buckets: [found] })
        : answer(404, { code: 'not found', message: 'bucket not found' });
    }
    if (!proxy.mayMakeBuckets) return answer(403, { code: 'forbidden', message: 'insufficient permissions' });
    const { name, retentionRules } = newBucketSchema.parse(JSON.parse(await text(incoming)));
    await buckets.make(name, retentionRules[0]?.everySeconds ?? 0);
    return answer(201, { name });
  };
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    if (url.pathname === '/api/v2/buckets' || url.pathname === '/api/v2/orgs') {
      void answerBuckets(incoming, outgoing, url).catch(() => outgoing.destroy());
      return;
    }
    const { authorization: _, ...headers } = incoming.headers;
    const onward = request(
      new URL(carried(incoming.url ?? '/'), target),
      { method: incoming.method, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy: V2Proxy = {
    url: `http://127.0.0.1:${port}`,
    mayMakeBuckets: true,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
