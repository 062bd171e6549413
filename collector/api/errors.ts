/** How the API refuses: one shape, and one place that makes it. */
import type { FastifyInstance } from 'fastify';
import type { ApiError } from './types.ts';

export class ApiRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: readonly string[];

  constructor(status: number, code: string, message: string, details: readonly string[] = []) {
    super(message);
    this.name = 'ApiRefusal';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export function installErrorHandler(server: FastifyInstance): void {
  server.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const status = error instanceof ApiRefusal ? error.status : (error.statusCode ?? 500);
    // Fastify's own refusals (a body too large, wrong JSON) name what was wrong; our faults stay in the log.
    if (status >= 500) request.log.error({ err: error }, 'request failed');
    const body: ApiError = {
      error: {
        code:
          error instanceof ApiRefusal
            ? error.code
            : status >= 500
              ? 'internal'
              : (error.code ?? 'bad_request').toLowerCase(),
        message:
          status >= 500 && !(error instanceof ApiRefusal)
            ? 'the collector failed; its log says why'
            : error.message,
        ...(error instanceof ApiRefusal && error.details.length > 0 ? { details: [...error.details] } : {}),
      },
    };
    void reply.code(status).send(body);
  });
}
