/** Requests to a server: what may succeed later is told apart from what never will. */
import { RequestTooLarge, StoreAway } from '../store-away.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams | Buffer;
  readonly timeoutMs: number;
}

/** Characters of an answer in an error. */
const SHOWN_ANSWER = 300;

/** Statuses of a request that is wrong in itself; what is missing, forbidden or too much can be mended at the server. */
const REFUSED_FOR_GOOD = new Set([400, 422]);

/** The server understood and will never do it. */
export class ServerRefusal extends Error {
  readonly status: number;

  constructor(status: number, answer: string) {
    super(answer.slice(0, SHOWN_ANSWER));
    this.name = 'ServerRefusal';
    this.status = status;
  }
}

function reasonOfFetch(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : cause.message;
}

/** @throws ServerRefusal, StoreAway */
export function checkStatus(status: number, answer: string, retryAfter: string | null): void {
  if (status < 300) return;
  if (REFUSED_FOR_GOOD.has(status)) throw new ServerRefusal(status, answer);
  if (status === 413) throw new RequestTooLarge(`status ${status}`);
  const seconds = Number(retryAfter);
  const retryAfterMs = retryAfter !== null && Number.isFinite(seconds) ? seconds * 1_000 : undefined;
  throw new StoreAway(`status ${status}: ${answer.slice(0, SHOWN_ANSWER)}`, retryAfterMs, status);
}

/**
 * The answer, once its head is here and it is a good one.
 * @throws ServerRefusal, StoreAway
 */
export async function open(url: URL, request: HttpRequest): Promise<Response> {
  const { method, headers = {}, body, timeoutMs } = request;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headers },
      signal,
      ...(body === undefined ? {} : { body }),
    });
    if (!response.ok)
      checkStatus(response.status, await response.text(), response.headers.get('retry-after'));
    return response;
  } catch (error) {
    if (error instanceof ServerRefusal || error instanceof StoreAway) throw error;
    throw new StoreAway(reasonOfFetch(error));
  }
}

/** @throws ServerRefusal, StoreAway */
export async function ask(url: URL, request: HttpRequest): Promise<string> {
  const response = await open(url, request);
  try {
    return await response.text();
  } catch (error) {
    throw new StoreAway(reasonOfFetch(error));
  }
}

/** Lines of a long answer as they come. @throws ServerRefusal, StoreAway */
export async function* askLines(url: URL, request: HttpRequest): AsyncGenerator<string> {
  const response = await open(url, request);
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const bytes of response.body ?? []) {
      rest += decoder.decode(bytes, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      yield* lines.filter((line) => line !== '');
    }
  } catch (error) {
    throw new StoreAway(reasonOfFetch(error));
  }
  if (rest !== '') yield rest;
}
