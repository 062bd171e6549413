/** Service probes as an agent runs them, for one round, and servers to measure that are good for nothing else. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { startProbe } from '../../agent/probes/registry.ts';
import type { Timers } from '../../agent/scheduler.ts';
import { Scheduler } from '../../agent/scheduler.ts';
import type { Point } from '../../model/point.ts';
import { probeJobSchema } from '../../model/probe-settings.ts';
import { expectAsWritten } from './as-written.ts';
import type { Endpoint } from './loopback.ts';
import { memoryLogger } from './memory-logger.ts';

type Kind = 'tcp' | 'http' | 'dns' | 'sip' | 'h323';
type Settings = Record<string, unknown>;

const PERIOD_MS = 30_000;
/** One round, at once. */
function onceAtOnce(): Timers {
  let started = false;
  return {
    monotonicMs: () => 0,
    after: (_, work) => {
      if (!started) setImmediate(work);
      started = true;
      return () => {};
    },
  };
}
/** For targets that never answer. */
export const SHORT = { timeout: '300ms' };

export const OF_A_ROOM = { site: 'a', room: 'r' };
const OF_A_DEVICE = { site: 'a', device: 'd' };

/** Starts a probe as an agent does. */
export async function start(
  kind: Kind,
  target: string,
  settings: Settings = {},
  tags: Record<string, string> = kind === 'sip' || kind === 'h323' ? OF_A_ROOM : OF_A_DEVICE,
) {
  const job = probeJobSchema.parse({
    id: `${kind}:1`,
    kind,
    target,
    periodMs: PERIOD_MS,
    role: 'room',
    tags,
    settings,
  });
  const { logger, logged } = memoryLogger();
  let emit: (points: Point[]) => void = () => {};
  const measured = new Promise<Point[]>((resolve) => {
    emit = (points) => {
      expectAsWritten(points);
      resolve(points);
    };
  });
  const probe = await startProbe(job, {
    scheduler: new Scheduler(onceAtOnce()),
    logger,
    now: Date.now,
    emit,
  });
  onTestFinished(() => probe.stop());
  return { measured, probe, logged };
}

/** What a probe emits in its first round. */
export async function measure(
  kind: Kind,
  target: string,
  settings?: Settings,
  tags?: Record<string, string>,
): Promise<Point[]> {
  const { measured } = await start(kind, target, settings, tags);
  return measured;
}

export async function measureOne(kind: Kind, target: string, settings?: Settings): Promise<Point> {
  const points = await measure(kind, target, settings);
  expect(points).toHaveLength(1);
  return points[0]!;
}

/** A server on a port of its own until the test has finished. */
export async function listening(server: Server, host = '127.0.0.1'): Promise<Endpoint> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as { port: number };
  return { host, port };
}

/** A UDP server; `answer` says what goes back to each datagram. */
export async function datagramServer(
  answer: (message: Buffer, count: number) => string[],
): Promise<Endpoint> {
  const socket = createSocket('udp4');
  let count = 0;
  socket.on('message', (message, from) => {
    for (const text of answer(message, ++count)) socket.send(text, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return { host: '127.0.0.1', port: socket.address().port };
}

/** Accepts, and says this to everybody. */
export const greeter = (greeting: string) =>
  listening(
    createServer((socket) => {
      socket.on('error', () => {}).write(greeting);
    }),
  );
/** Accepts, and says nothing. */
export const mute = () => listening(createServer((socket) => void socket.resume()));
