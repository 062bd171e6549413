/** Carries requests to an InfluxDB 1.x, those to the write path of 2.x to that of 1.x. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface V2Proxy {
  readonly url: string;
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

export async function startV2Proxy(target: string): Promise<V2Proxy> {
  const server = createServer((incoming, outgoing) => {
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
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
