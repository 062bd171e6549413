/** HTTP and server-sent events, spoken from inside a node by a helper process there. */
import { assertLabUrl } from './addresses.ts';
import type { LabProcess } from './lab-process.ts';

export interface HttpOptions {
  /** Sent as `Authorization: Bearer …`. */
  readonly token?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds. */
  readonly timeoutMs?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One server-sent event. */
export interface EventFrame {
  readonly event: string;
  readonly data: string;
  readonly id?: string;
}

/** The helper said that the request failed: refused, no route, timed out. */
export class RequestFailed extends Error {}

interface HelperMessage {
  readonly id: number;
  readonly error?: string;
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly frame?: EventFrame;
  readonly end?: boolean;
}

interface HelperRequest extends Record<string, unknown> {
  readonly kind: 'http' | 'events';
  readonly url: string;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** Lives as long as its helper process; made again by the lab after a power cut. */
export class NodeClient {
  readonly #process: LabProcess;
  readonly #waiting = new Map<number, (message: HelperMessage) => void>();
  #nextId = 1;

  /** @param process runs helpers/client.mjs. */
  constructor(process: LabProcess) {
    this.#process = process;
    void this.#listen();
  }

  get alive(): boolean {
    return this.#process.running;
  }

  /** @throws RequestFailed when there is no answer; an answer of any status is an answer. */
  async http(url: string, options: HttpOptions = {}): Promise<HttpAnswer> {
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const message = await new Promise<HelperMessage>((resolve) => {
      this.#ask({ kind: 'http', url, ...requestParts(options), timeoutMs }, resolve, true);
    });
    if (message.error !== undefined) throw new RequestFailed(`${url}: ${message.error}`);
    return { status: message.status ?? 0, headers: message.headers ?? {}, body: message.body ?? '' };
  }

  /**
   * The frames of an event stream until the server ends it; leaving the loop hangs up.
   * @throws RequestFailed when it cannot be opened or breaks.
   */
  async *events(url: string, options: HttpOptions = {}): AsyncGenerator<EventFrame, void, undefined> {
    const queue: HelperMessage[] = [];
    let wake = () => {};
    const id = this.#ask(
      { kind: 'events', url, ...requestParts(options) },
      (message) => {
        queue.push(message);
        wake();
      },
      false,
    );
    try {
      for (;;) {
        const message = queue.shift();
        if (!message) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        } else if (message.error !== undefined) throw new RequestFailed(`${url}: ${message.error}`);
        else if (message.end) return;
        else if (message.frame) yield message.frame;
        else if (message.status !== 200) throw new RequestFailed(`${url}: answered ${message.status}`);
      }
    } finally {
      this.#waiting.delete(id);
      if (this.alive) this.#write({ id, kind: 'cancel' });
    }
  }

  #ask(request: HelperRequest, answer: (message: HelperMessage) => void, once: boolean): number {
    assertLabUrl(request.url);
    const id = this.#nextId++;
    this.#waiting.set(id, (message) => {
      if (once) this.#waiting.delete(id);
      answer(message);
    });
    this.#write({ id, ...request });
    return id;
  }

  #write(message: Record<string, unknown>): void {
    this.#process.stdin.write(`${JSON.stringify(message)}\n`);
  }

  async #listen(): Promise<void> {
    for await (const line of this.#process.lines()) {
      const message = JSON.parse(line) as HelperMessage;
      this.#waiting.get(message.id)?.(message);
    }
    for (const [id, answer] of [...this.#waiting]) answer({ id, error: 'the node lost its power' });
  }
}

function requestParts(options: HttpOptions): Record<string, unknown> {
  const authorization = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  return { method: options.method, headers: { ...authorization, ...options.headers }, body: options.body };
}
