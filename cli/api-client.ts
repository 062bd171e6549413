/** The collector's HTTP API as commands use it. */
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
export async function getJson<T>(options: ApiOptions, path: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch(new URL(path, options.url), {
      headers: options.token === undefined ? {} : { authorization: `Bearer ${options.token}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new UserError('cannot_reach', { url: options.url, reason: causeOf(error) }, EXIT.unreachable);
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const params = { status: String(response.status), reason: messageOf(body) ?? response.statusText };
    throw new UserError('refused', params, EXIT.unreachable);
  }
  return body as T;
}
