/** Hands out a configuration and takes every batch over: where the agent's side is what is measured. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AgentConfigDocument, ProbeJobDocument } from '../../model/probe-settings.ts';

export interface CollectorStandIn {
  readonly url: string;
  /** Resolves with the next batch, at the time it has come (`performance.now()`). */
  nextBatch(): Promise<number>;
  /** Batches so far. */
  readonly batches: number;
  close(): Promise<void>;
}

export interface StandInOptions {
  /** @param version counts the configurations handed out, from 0. */
  readonly jobs: (version: number) => readonly ProbeJobDocument[];
  /** Every so many-th batch is refused with 503; default: none. */
  readonly refuseEvery?: number;
  /** The configuration changes with every time it is asked for; default: never. */
  readonly changing?: boolean;
}

export async function startCollectorStandIn(options: StandInOptions): Promise<CollectorStandIn> {
  const { jobs, refuseEvery = Number.POSITIVE_INFINITY, changing = false } = options;
  let batches = 0;
  let version = 0;
  let waiting: (atMs: number) => void = () => {};
  const server = createServer((request, response) => {
    request.resume();
    if (request.method === 'POST') {
      batches++;
      waiting(performance.now());
      response.writeHead(batches % refuseEvery === 0 ? 503 : 204).end();
      return;
    }
    const etag = `"${version}"`;
    if (request.headers['if-none-match'] === etag && !changing) {
      response.writeHead(304).end();
      return;
    }
    const config: AgentConfigDocument = {
      ...{ version: 1, agent: 'bench', site: 'bench' },
      jobs: [...jobs(version)],
    };
    if (changing) version++;
    response.writeHead(200, { etag }).end(JSON.stringify(config));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    nextBatch: () =>
      new Promise((resolve) => {
        waiting = resolve;
      }),
    get batches() {
      return batches;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
