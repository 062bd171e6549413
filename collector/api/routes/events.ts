/** `GET /api/v1/events`: what changes, as it changes (Server-Sent Events, WHATWG HTML section 9.2). */
import { z } from 'zod';
import type { Reach, Sees } from '../auth/reach.ts';
import { isWithin, reachOf, seesOf } from '../auth/reach.ts';
import { isValid } from '../auth/tokens.ts';
import { comeBackLater } from '../errors.ts';
import type { NumberedEvent } from '../event-hub.ts';
import type { Route } from '../resource.ts';
import { readParams } from '../resource.ts';
import { eventSchema } from '../schemas/events.ts';
import type { ServerEvent } from '../types/events.ts';

/** `after`: id of the newest event that the listener knows of. */
const querySchema = z.strictObject({ after: z.coerce.number().int().min(0).optional() });

/** Proxies close what is silent for longer, and a page that hears nothing takes the connection for lost. */
const HEARTBEAT_MS = 15_000;
/** A listener that does not read is cut off: it comes back with its last id. */
const MAX_UNREAD_BYTES = 1024 * 1024;
/** A token that has ended ends what it listens to, this much later at most. */
const CHECK_TOKEN_EVERY_MS = 2_000;
const RETRY_AFTER_S = 30;

function frame(event: ServerEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

function numberedFrame({ id, event }: NumberedEvent): string {
  return `id: ${id}\n${frame(event)}`;
}

/** An event and not a comment, which no page would see; without an id, because it is not repeated. */
const HEARTBEAT = frame({ type: 'here' });

/** What of it somebody sees; `undefined`: nothing, it is about something out of reach. */
function seenOf(numbered: NumberedEvent, reach: Reach, sees: Sees): NumberedEvent | undefined {
  const { id, event, affected = [] } = numbered;
  if (reach === undefined || sees === undefined) return numbered;
  if (event.type === 'state') return sees(event.subject) ? numbered : undefined;
  if (event.type !== 'incident') return numbered;
  if (!isWithin(event.incident.site, reach)) return undefined;
  return { id, event: { ...event, incident: { ...event.incident, affected: affected.filter(sees).length } } };
}

export const eventsRoute: Route = {
  summary: 'What changes, as it changes',
  description:
    'Server-Sent Events. After a reconnect with Last-Event-ID what was missed comes again, or `reset` when too much was. ' +
    '`after` says the same at the first connection, where a browser cannot set the header.',
  query: querySchema,
  answer: eventSchema,
  produces: ['text/event-stream'],
  method: 'GET',
  url: '/api/v1/events',
  role: 'viewer',
  reach: 'sites',
  async handle(request, reply, context) {
    const { hub, ledger, limits, now } = context;
    const { after } = readParams(querySchema, request.query);
    const reach = reachOf(request, context);
    const sees = seesOf(request, context);
    const end = limits.listeners.begin(request.ip);
    if (!end) throw comeBackLater(503, 'too_many_listeners', 'too many listen already', RETRY_AFTER_S);
    reply.hijack();
    const stream = reply.raw;
    stream.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const tell = (event: NumberedEvent) => {
      const seen = seenOf(event, reach, sees);
      if (seen) write(numberedFrame(seen));
    };
    const write = (text: string) => {
      stream.write(text);
      if (stream.writableLength > MAX_UNREAD_BYTES) stream.destroy();
    };
    write('retry: 2000\n\n');
    const seen = request.headers['last-event-id'] ?? after;
    if (seen !== undefined) {
      const lastId = Number(seen);
      for (const event of hub.since(Number.isSafeInteger(lastId) ? lastId : -1)) tell(event);
    }
    const stop = hub.listen(tell);
    const heartbeat = setInterval(() => write(HEARTBEAT), HEARTBEAT_MS);
    const check = setInterval(() => {
      // Without a holder it is the demonstration, which is open. A ledger that cannot be read ends nothing.
      const asked = request.holder && isValid(ledger, request.holder, now());
      asked?.then((valid) => valid || stream.destroy()).catch(() => undefined);
    }, CHECK_TOKEN_EVERY_MS);
    stream.on('close', () => {
      end();
      stop();
      clearInterval(check);
      clearInterval(heartbeat);
    });
  },
};
