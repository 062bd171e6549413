/** How the API refuses: one class, and one place that makes an answer of it, in the shape that the client knows. */
import type { FastifyInstance } from 'fastify';
import type { AccountProblemCode } from '../accounts/account-problem.ts';
import { AccountProblem } from '../accounts/account-problem.ts';
import { StoreAway } from '../store/store-away.ts';
import type { ApiError } from './types/parts.ts';

export interface RefusalMore {
  /** What the sentence is about, piece by piece. */
  readonly details?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

export class ApiRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: readonly string[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    { details = [], headers = {} }: RefusalMore = {},
  ) {
    super(message);
    this.name = 'ApiRefusal';
    this.status = status;
    this.code = code;
    this.details = details;
    this.headers = headers;
  }
}

/** 429 or 503 that says when to come back. @param afterS seconds, rounded up to whole ones. */
export function comeBackLater(status: 429 | 503, code: string, message: string, afterS: number): ApiRefusal {
  return new ApiRefusal(status, code, message, {
    headers: { 'retry-after': String(Math.max(1, Math.ceil(afterS))) },
  });
}

/** Whose clients a route is for: ours, or those of InfluxDB 1.x or 2.x. */
export type ErrorShape = 'canhmang' | 'influx1' | 'influx2';

declare module 'fastify' {
  interface FastifyContextConfig {
    errorShape?: ErrorShape;
  }
}

/** Codes of InfluxDB 2.x (its API's schema `Error`), by status. */
const INFLUX2_CODES: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not found',
  405: 'method not allowed',
  409: 'conflict',
  413: 'request too large',
  415: 'unsupported media type',
  429: 'too many requests',
  503: 'unavailable',
};

/** A refusal as a body. Clients of InfluxDB find their own members, and ours beside them. */
export function errorBody(
  shape: ErrorShape,
  status: number,
  error: ApiError['error'],
): ApiError | Record<string, unknown> {
  const { code, message, details } = error;
  const more = details ? { details } : {};
  if (shape === 'influx1') return { error: message, code, ...more };
  if (shape === 'influx2')
    return { code: INFLUX2_CODES[status] ?? 'internal error', message, reason: code, ...more };
  return { error };
}

/** A database that has been asked for in vain may answer soon. */
const STORE_RETRY_S = 10;

const STATUS_OF_ACCOUNT_PROBLEM: Readonly<Partial<Record<AccountProblemCode, number>>> = {
  unknown_user: 404,
  name_taken: 409,
  last_admin: 409,
  unknown_invitation: 404,
  wrong_password: 403,
  wrong_code: 403,
  no_second_factor: 409,
};

const ACCOUNT_SENTENCES: Readonly<Record<AccountProblemCode, string>> = {
  unknown_user: 'there is no such user',
  name_taken: 'somebody has this name already',
  last_admin: 'nobody would be left who may let others in; make another admin of the whole province first',
  unknown_invitation:
    'this link is wrong, was used already, or has expired; ask the administrator for a new one',
  wrong_password: 'the present password is wrong',
  wrong_code: 'the code is wrong or was used already',
  no_second_factor: 'there is no second factor',
  password_too_short: 'the password needs twelve characters or more',
  password_too_long: 'the password is longer than 200 characters',
  password_has_name: 'the password holds the name of the user or of this program',
  password_too_simple: 'the password is a pattern that is guessed easily',
};

function refusalOf(error: Error): ApiRefusal | undefined {
  if (error instanceof ApiRefusal) return error;
  if (error instanceof AccountProblem)
    return new ApiRefusal(
      STATUS_OF_ACCOUNT_PROBLEM[error.code] ?? 400,
      error.code,
      ACCOUNT_SENTENCES[error.code],
    );
  if (!(error instanceof StoreAway)) return undefined;
  const message = `the database of the measurements does not answer (${error.message})`;
  return comeBackLater(503, 'store_away', message, STORE_RETRY_S);
}

function codeOf(error: Error & { code?: string }, refusal: ApiRefusal | undefined, status: number): string {
  if (refusal) return refusal.code;
  return status >= 500 ? 'internal' : (error.code ?? 'bad_request').toLowerCase();
}

export function installErrorHandler(server: FastifyInstance): void {
  server.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const refusal = refusalOf(error);
    const status = refusal?.status ?? error.statusCode ?? 500;
    // Fastify's own refusals (a body too large, wrong JSON) name what was wrong; our faults stay in the log.
    const isOurFault = status >= 500 && !refusal;
    if (isOurFault) request.log.error({ err: error }, 'request failed');
    const message = isOurFault ? 'the collector failed; its log says why' : (refusal ?? error).message;
    const details = refusal?.details ?? [];
    const told = {
      code: codeOf(error, refusal, status),
      message,
      ...(details.length > 0 ? { details: [...details] } : {}),
    };
    const shape = request.routeOptions.config.errorShape ?? 'canhmang';
    if (shape === 'influx1') void reply.header('x-influxdb-error', message.replace(/[^\x20-\x7e]/g, '?'));
    if (shape === 'influx2')
      void reply.header('x-platform-error-code', INFLUX2_CODES[status] ?? 'internal error');
    if (refusal) void reply.headers(refusal.headers);
    void reply.code(status).send(errorBody(shape, status, told));
  });
}
