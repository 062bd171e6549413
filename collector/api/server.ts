/** The HTTP server: routes, guards, the page. */
import { existsSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import fastifyCookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import { fastify, LogController } from 'fastify';
import { heardOf } from './agent-headers.ts';
import { guard } from './auth/guard.ts';
import { ApiRefusal, installErrorHandler } from './errors.ts';
import type { ApiContext, Route } from './resource.ts';
import { aboutRoute } from './routes/about.ts';
import { agentConfigRoute } from './routes/agent-config.ts';
import { agentRoutes } from './routes/agents.ts';
import { enrolRoute } from './routes/enrol.ts';
import { eventsRoute } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { incidentsRoute } from './routes/incidents.ts';
import { influxRoutes } from './routes/influx.ts';
import { sessionRoute } from './routes/session.ts';
import { siteRoutes } from './routes/sites.ts';
import { writeRoutes } from './routes/write.ts';

export const ROUTES: readonly Route[] = [
  ...healthRoutes,
  ...writeRoutes,
  ...influxRoutes,
  agentConfigRoute,
  enrolRoute,
  ...agentRoutes,
  sessionRoute,
  aboutRoute,
  ...siteRoutes,
  incidentsRoute,
  eventsRoute,
];

/** The largest batch takes this long on a line of 64 kbit/s, twice over. */
const REQUEST_TIMEOUT_MS = 120_000;
/** Of everything but measurements. */
const BODY_LIMIT_BYTES = 1024 * 1024;

/** The page loads nothing from elsewhere and is framed by nobody; Mantine sets styles on elements. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

export async function buildServer(context: ApiContext, webRoot: string): Promise<FastifyInstance> {
  const logger: FastifyBaseLogger = context.logger;
  const server = fastify({
    loggerInstance: logger,
    // One line an event that matters: a request is one only when it fails.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A reverse proxy on this machine says who asks, and whether over TLS.
    trustProxy: 'loopback',
    frameworkErrors: (error, _request, reply) => {
      // What cannot be routed meets no error handler; the shape is the same.
      reply.hijack();
      reply.raw.writeHead(error.statusCode ?? 400, { 'content-type': 'application/json; charset=utf-8' });
      reply.raw.end(JSON.stringify({ error: { code: 'bad_request', message: error.message } }));
    },
  });
  installErrorHandler(server);
  await server.register(fastifyCookie);
  server.decorateRequest('holder', undefined);
  acceptLineProtocol(server);
  server.addHook('onSend', async (request, reply) => {
    // Agents compare their clocks with ours.
    if (request.headers['canhmang-time'] !== undefined) reply.header('canhmang-time', context.now());
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
    reply.header('content-security-policy', CONTENT_SECURITY_POLICY);
  });
  const hear = async ({ holder, headers }: FastifyRequest) => {
    if (holder?.kind === 'agent') context.agents.heard(holder.holder, heardOf(headers, context.now()));
  };
  for (const route of ROUTES) {
    server.route({
      method: route.method,
      url: route.url,
      ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
      // Before the body is read: nobody without a token makes the collector unpack anything.
      onRequest: [guard(route.role, context), hear],
      config: { errorShape: route.errorShape ?? 'canhmang' },
      handler: (request, reply) => route.handle(request, reply, context),
    });
  }
  await servePage(server, webRoot);
  return server;
}

/** Line protocol is text of whatever type the client calls it; it may be compressed. */
function acceptLineProtocol(server: FastifyInstance): void {
  server.addHook('preParsing', async (request, reply, payload) => {
    const encoding = request.headers['content-encoding']?.toLowerCase();
    if (encoding === undefined || encoding === 'identity') return payload;
    if (encoding !== 'gzip') throw new ApiRefusal(415, 'unknown_encoding', 'only gzip is understood');
    // Fastify holds its limit against what comes out, and Content-Length against what came in.
    const unpacked = Object.assign(createGunzip(), { receivedEncodedLength: 0 });
    payload.on('data', (chunk: Buffer) => {
      unpacked.receivedEncodedLength += chunk.length;
    });
    // Who reads it is told of an error; one that comes when nobody reads any more must not end the process.
    unpacked.on('error', () => undefined);
    // Answered early (the body was too large), or the client has gone: the rest is not unpacked.
    reply.raw.once('close', () => unpacked.destroy(new Error('the connection has ended')));
    return payload.pipe(unpacked);
  });
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.addContentTypeParser('text/plain', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
}

async function servePage(server: FastifyInstance, webRoot: string): Promise<void> {
  const built = existsSync(webRoot);
  if (built) {
    await server.register(fastifyStatic, {
      root: webRoot,
      wildcard: false,
      maxAge: '1y',
      immutable: true,
      index: false,
    });
  }
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    // Paths of the page's own router all get the page; a missing file or resource is told as such.
    if (built && request.method === 'GET' && !path.startsWith('/api/') && !path.startsWith('/assets/')) {
      return reply
        .header('cache-control', 'no-cache')
        .sendFile('index.html', { maxAge: 0, immutable: false });
    }
    return reply.code(404).send({
      error: { code: 'not_found', message: `there is no ${request.method} ${path}` },
    });
  });
}
