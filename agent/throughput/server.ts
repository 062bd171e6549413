/** Answers throughput tests of who has the key: one at a time, no longer and no faster than allowed. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import type { Logger } from 'pino';
import type { ThroughputServerSettings } from '../../model/probe-settings.ts';
import { newChallenge, type Refusal, readLine, requestSchema, Seal } from './control.ts';
import { receive, sendAtRate } from './flow.ts';

/** Connections at once, whoever makes them: one test, and a few that are refused. */
const MAX_CONNECTIONS = 8;
/** To say who one is. */
const REQUEST_MS = 5_000;
/** Beyond the test's own duration: for a line that is slow to answer. */
const GRACE_MS = 5_000;

export interface ThroughputServerOptions {
  readonly settings: ThroughputServerSettings;
  /** Whether people are in a call at this site, or were a moment ago. */
  readonly inCall: () => boolean;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

export interface RunningThroughputServer {
  /** As the system gave it. */
  readonly port: number;
  close(): Promise<void>;
}

/** @throws when the port cannot be had. */
export async function startThroughputServer(
  options: ThroughputServerOptions,
): Promise<RunningThroughputServer> {
  const { settings, inCall, logger } = options;
  const open = new Set<Socket>();
  let busy = false;

  const refusal = (): Refusal | undefined => (busy ? 'busy' : inCall() ? 'in_call' : undefined);

  async function serve(socket: Socket): Promise<void> {
    const challenge = newChallenge();
    socket.write(`${JSON.stringify({ challenge })}\n`);
    const line = await readLine(socket);
    // Who does not have the key is told nothing.
    const request = new Seal(settings.key, `asks ${challenge}`).read(line ?? '', requestSchema);
    if (!request) return;
    const seal = new Seal(settings.key, `answers ${challenge}`);
    const refused = refusal();
    if (refused) {
      socket.end(seal.write({ refused }));
      await once(socket, 'close');
      return;
    }
    const durationMs = Math.min(request.durationMs, settings.max_duration);
    const maxKbps = Math.min(request.maxKbps, settings.max_kbps);
    busy = true;
    try {
      socket.setTimeout(0);
      socket.write(seal.write({ durationMs, maxKbps }));
      const limit = setTimeout(() => socket.destroy(), durationMs + GRACE_MS);
      socket.once('close', () => clearTimeout(limit));
      if (request.direction === 'forward') {
        const measured = await receive(socket, durationMs);
        // The other end closes when it has read it, and what it has not sent yet is never sent.
        socket.write(seal.write(measured));
      } else {
        sendAtRate(socket, maxKbps);
        socket.resume();
      }
      if (!socket.destroyed) await once(socket, 'close');
    } finally {
      busy = false;
    }
  }

  const server = createServer((socket) => {
    open.add(socket);
    socket.setNoDelay();
    socket.setTimeout(REQUEST_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    serve(socket)
      .catch((error: unknown) => logger.warn({ err: error }, 'throughput: test broke off'))
      .finally(() => socket.destroy());
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(settings.port, settings.address);
  await once(server, 'listening');
  server.on('error', (error) => logger.warn({ err: error }, 'throughput: socket error'));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : settings.port;
  logger.info({ host: settings.address, port }, 'throughput tests are answered');
  return {
    port,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
