/** `GET /api/v1/events`: what changes, as it changes (Server-Sent Events, WHATWG HTML section 9.2). */
import type { NumberedEvent } from '../event-hub.ts';
import type { Route } from '../resource.ts';

/** Proxies close what is silent for longer. */
const HEARTBEAT_MS = 15_000;
/** A listener that does not read is cut off: it comes back with its last id. */
const MAX_UNREAD_BYTES = 1024 * 1024;

function frame({ id, event }: NumberedEvent): string {
  return `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

export const eventsRoute: Route = {
  method: 'GET',
  url: '/api/v1/events',
  role: 'reader',
  async handle(request, reply, { hub }) {
    reply.hijack();
    const stream = reply.raw;
    stream.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const write = (text: string) => {
      stream.write(text);
      if (stream.writableLength > MAX_UNREAD_BYTES) stream.destroy();
    };
    write('retry: 2000\n\n');
    const lastId = Number(request.headers['last-event-id']);
    if (request.headers['last-event-id'] !== undefined) {
      for (const event of hub.since(Number.isSafeInteger(lastId) ? lastId : -1)) write(frame(event));
    }
    const stop = hub.listen((event) => write(frame(event)));
    const heartbeat = setInterval(() => write(': here\n\n'), HEARTBEAT_MS);
    stream.on('close', () => {
      stop();
      clearInterval(heartbeat);
    });
  },
};
