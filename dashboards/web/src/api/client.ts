/** The one way to the collector's HTTP API. */
import type { ApiError } from '../../../../collector/api/types/parts.ts';
import { ApiFailure } from './failure.ts';

export const API = '/api/v1';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal;
  /** What is wanted; otherwise JSON. */
  accept?: string;
}

/**
 * Asks the API and gives its JSON answer, `undefined` for an empty one. Throws an `ApiFailure` for every refusal and
 * for a server that cannot be reached; an aborted request throws as `fetch` does.
 */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await ask(path, options);
  const text = await response.text();
  if (text === '') return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new ApiFailure(response.status, 'not_json', `the answer to ${path} is not JSON`);
  }
}

/** Asks for a file, and gives it with the name that the server calls it by. Throws as `request` does. */
export async function requestFile(path: string): Promise<{ content: Blob; name: string }> {
  const response = await ask(path, { accept: '*/*' });
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  try {
    return { content: await response.blob(), name: name ?? 'canhmang' };
  } catch (error) {
    // It broke off half-way.
    throw new ApiFailure(0, 'not_reached', error instanceof Error ? error.message : String(error));
  }
}

/** Asks for something that is answered line by line, and gives each line as it comes. Throws as `request` does. */
export async function requestLines(
  path: string,
  options: RequestOptions,
  onLine: (line: string) => void,
): Promise<void> {
  const response = await ask(path, options);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) break;
    const lines = `${rest}${part.value}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
  }
}

async function ask(path: string, options: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: options.accept ?? 'application/json' };
  const method = options.method ?? 'GET';
  const csrf = csrfOf(document.cookie);
  // A page of elsewhere cannot read our cookies, and so cannot send this along.
  if (method !== 'GET' && csrf !== undefined) headers['canhmang-csrf'] = csrf;
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (options.body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(options.body);
  }
  if (options.signal !== undefined) init.signal = options.signal;
  const response = await reach(path, init);
  if (!response.ok) throw refusal(response, await response.text());
  return response;
}

function csrfOf(cookies: string): string | undefined {
  return /(?:^|; )canhmang_csrf=([^;]+)/.exec(cookies)?.[1];
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${API}${path}`, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new ApiFailure(0, 'not_reached', error instanceof Error ? error.message : String(error));
  }
}

/** A proxy in between answers with pages of its own, so that the body is an `ApiError` only perhaps. */
function refusal(response: Response, text: string): ApiFailure {
  const retryAfterS = Number(response.headers.get('retry-after')) || undefined;
  try {
    const body = JSON.parse(text) as Partial<ApiError>;
    if (body.error !== undefined) {
      const { code, message, details } = body.error;
      return new ApiFailure(response.status, code, message, { details, retryAfterS });
    }
  } catch {
    // Not JSON: the status has to do.
  }
  return new ApiFailure(response.status, `http_${response.status}`, response.statusText, { retryAfterS });
}
