/** The collector's HTTP API as commands use it. */
import type { ExitCode } from '../config/error.ts';
import { EXIT, reasonOf, UserError } from '../config/error.ts';

export interface ApiOptions {
  readonly url: string;
  readonly token?: string;
}

const TIMEOUT_MS = 10_000;

function causeOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? reasonOf(error.cause) : reasonOf(error);
}

/** What a refusal says; the API has one shape for all of them. */
function messageOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  const { error } = body;
  if (typeof error !== 'object' || error === null || !('message' in error)) return undefined;
  return typeof error.message === 'string' ? error.message : undefined;
}

/**
 * Reads a resource. The answer's type is the API's own, checked by its contract tests.
 * @throws UserError when the collector cannot be reached or refuses.
 */
export function getJson<T>(options: ApiOptions, path: string): Promise<T> {
  return ask<T>(options, path, {}, TIMEOUT_MS);
}

/**
 * Has something done. @param timeoutMs how long it may take.
 * @throws UserError when the collector cannot be reached or refuses.
 */
export function postJson<T>(options: ApiOptions, path: string, body: object, timeoutMs: number): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return ask<T>(options, path, { method: 'POST', headers, body: JSON.stringify(body) }, timeoutMs);
}

/** What was asked for is not there or not right, or cannot be done as things are; anything else is the collector's. */
const EXIT_OF_STATUS: Readonly<Record<number, ExitCode>> = {
  400: EXIT.usage,
  404: EXIT.usage,
  409: EXIT.problem,
};

async function ask<T>(
  { url, token }: ApiOptions,
  path: string,
  init: { method?: string; headers?: Record<string, string>; body?: string },
  timeoutMs: number,
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(new URL(path, url), {
      ...init,
      headers: { ...init.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw new UserError('cannot_reach', { url, reason: causeOf(error) }, EXIT.unreachable);
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const params = { status: String(response.status), reason: messageOf(body) ?? response.statusText };
    const wantsToken = response.status === 401 || response.status === 403;
    const code = wantsToken ? 'refused_token' : 'refused';
    throw new UserError(code, params, EXIT_OF_STATUS[response.status] ?? EXIT.unreachable);
  }
  return body as T;
}
