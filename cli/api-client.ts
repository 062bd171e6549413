/** The collector's HTTP API as commands use it. */
import { z } from 'zod';
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
const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

function refusalOf(body: unknown): { readonly code?: string; readonly message?: string } {
  return refusalSchema.safeParse(body).data?.error ?? {};
}

/**
 * Reads a resource. The answer's type is the API's own, checked by its contract tests.
 * @throws UserError when the collector cannot be reached or refuses.
 */
export function getJson<T>(options: ApiOptions, path: string, timeoutMs = TIMEOUT_MS): Promise<T> {
  return ask<T>(options, path, {}, timeoutMs);
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

/** A request that has been answered and not refused. */
async function send(
  { url, token }: ApiOptions,
  path: string,
  init: { method?: string; headers?: Record<string, string>; body?: string; signal: AbortSignal },
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(new URL(path, url), {
      ...init,
      headers: { ...init.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    });
  } catch (error) {
    throw new UserError('cannot_reach', { url, reason: causeOf(error) }, EXIT.unreachable);
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => undefined);
  const { code, message } = refusalOf(body);
  const params = {
    status: String(response.status),
    reason: message ?? response.statusText,
    ...(code === undefined ? {} : { code }),
  };
  const wantsToken = response.status === 401 || (response.status === 403 && code === 'forbidden');
  throw new UserError(
    wantsToken ? 'refused_token' : 'refused',
    params,
    EXIT_OF_STATUS[response.status] ?? EXIT.unreachable,
  );
}

async function ask<T>(
  options: ApiOptions,
  path: string,
  init: { method?: string; headers?: Record<string, string>; body?: string },
  timeoutMs: number,
): Promise<T> {
  const response = await send(options, path, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  const body: unknown = await response.json().catch(() => undefined);
  return body as T;
}

/**
 * Has something done whose answer comes line by line.
 * @throws UserError when the collector cannot be reached or refuses, or nothing comes for `silenceMs`.
 */
export async function* openStream(
  options: ApiOptions,
  path: string,
  body: object,
  { signal, silenceMs }: { readonly signal: AbortSignal; readonly silenceMs: number },
): AsyncGenerator<string, void, undefined> {
  const silence = new AbortController();
  const watch = setTimeout(() => silence.abort(new Error('ETIMEDOUT')), silenceMs);
  try {
    const response = await send(options, path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, silence.signal]),
    });
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response.body ?? []) {
      watch.refresh();
      const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines.filter((line) => line !== '');
    }
  } catch (error) {
    if (error instanceof UserError || signal.aborted) throw error;
    throw new UserError('cannot_reach', { url: options.url, reason: causeOf(error) }, EXIT.unreachable);
  } finally {
    clearTimeout(watch);
    silence.abort();
  }
}
