/** The HTTP server: routes, guards, the page. */
import { constants } from 'node:zlib';
import fastifyCompress from '@fastify/compress';
import fastifyCookie from '@fastify/cookie';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import { fastify, LogController } from 'fastify';
import { heardOf } from './agent-headers.ts';
import { guard } from './auth/guard.ts';
import { installErrorHandler } from './errors.ts';
import { readOnBehind } from './linger.ts';
import { servePage } from './page.ts';
import type { ApiContext, Route } from './resource.ts';
import { ROUTES, WRITING_ROUTES } from './routes/all.ts';
import { installSecurityHeaders, PLAIN_HEADERS } from './security-headers.ts';
import { takeWriteBodies } from './write-body.ts';

/** The largest batch takes this long on a line of 64 kbit/s, twice over. */
const REQUEST_TIMEOUT_MS = 120_000;
/** Of everything but measurements. */
const BODY_LIMIT_BYTES = 1024 * 1024;
/** A shorter answer fits into one packet as it is. */
const COMPRESS_FROM_BYTES = 1_200;
/** 10,000 sites (3.7 MB): 16 ms for 302 kB; at zlib's own choice 4.7 s for 228 kB. */
const BROTLI_LEVEL = 4;
const GZIP_LEVEL = 4;

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
      reply.raw.writeHead(error.statusCode ?? 400, {
        ...PLAIN_HEADERS,
        'content-type': 'application/json; charset=utf-8',
      });
      reply.raw.end(JSON.stringify({ error: { code: 'bad_request', message: error.message } }));
    },
  });
  installErrorHandler(server);
  installSecurityHeaders(server);
  await server.register(fastifyCookie);
  // Answers repeat no secret next to what the asker chose, so their length tells nobody anything (BREACH).
  await server.register(fastifyCompress, {
    globalDecompression: false,
    threshold: COMPRESS_FROM_BYTES,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_LEVEL } },
    zlibOptions: { level: GZIP_LEVEL },
  });
  server.decorateRequest('holder', undefined);
  // Forms of InfluxDB's clients; everything of ours is JSON.
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.addHook('onSend', async (request, reply) => {
    // Agents compare their clocks with ours.
    if (request.headers['canhmang-time'] !== undefined) reply.header('canhmang-time', context.now());
    readOnBehind(request, reply);
  });
  const hear = async ({ holder, headers }: FastifyRequest) => {
    if (holder?.kind === 'agent') context.agents.heard(holder.holder, heardOf(headers, context.now()));
  };
  const add = (instance: FastifyInstance, routes: readonly Route[]) => {
    for (const route of routes) {
      instance.route({
        method: route.method,
        url: route.url,
        ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
        // Before the body is read: nobody without a token makes the collector take anything in.
        onRequest: [guard(route, context), hear],
        config: {
          errorShape: route.errorShape ?? 'canhmang',
          forPrograms: route.role === 'agent' || route.role === 'writer',
          ...(route.audit === undefined ? {} : { audit: route.audit }),
        },
        handler: (request, reply) => route.handle(request, reply, context),
      });
    }
  };
  add(server, ROUTES);
  await server.register(async (writing) => {
    takeWriteBodies(writing);
    add(writing, WRITING_ROUTES);
  });
  await servePage(server, webRoot, [...ROUTES, ...WRITING_ROUTES], context.hub);
  return server;
}
