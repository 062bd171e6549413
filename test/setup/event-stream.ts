/** Follows `GET /api/v1/events` as a page does (Server-Sent Events). */
import type { ServerEvent } from '../../collector/api/types/events.ts';

export class EventStream {
  readonly events: ServerEvent[] = [];
  readonly #stop = new AbortController();
  #wake: (() => void)[] = [];
  #ended = false;

  private constructor() {}

  /**
   * Resolves when the collector has begun to answer: nothing that happens from then on is missed.
   * @param after id of the newest event that is known: what came behind it comes first.
   */
  static async open(
    url: string,
    by: string | { readonly cookie: string },
    after?: number,
  ): Promise<EventStream> {
    const stream = new EventStream();
    const response = await fetch(`${url}/api/v1/events${after === undefined ? '' : `?after=${after}`}`, {
      headers: typeof by === 'string' ? { authorization: `Bearer ${by}` } : by,
      signal: stream.#stop.signal,
    });
    if (!response.ok || !response.body) throw new Error(`events: ${response.status}`);
    void stream.#read(response.body).catch(() => undefined);
    return stream;
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const chunk of body) {
        text += decoder.decode(chunk, { stream: true });
        const frames = text.split('\n\n');
        text = frames.pop() ?? '';
        for (const frame of frames) {
          const data = /^data: (.*)$/m.exec(frame)?.[1];
          if (data !== undefined) this.events.push(JSON.parse(data));
        }
        for (const wake of this.#wake.splice(0)) wake();
      }
    } finally {
      this.#ended = true;
      for (const wake of this.#wake.splice(0)) wake();
    }
  }

  /** The first event that fits, of those that came and those to come. */
  async waitFor<E extends ServerEvent>(
    fits: (event: ServerEvent) => event is E,
    timeoutMs = 20_000,
  ): Promise<E> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      for (const wake of this.#wake.splice(0)) wake();
    }, timeoutMs);
    try {
      for (;;) {
        const found = this.events.find(fits);
        if (found) return found;
        if (late || this.#ended) {
          const why = late ? `in ${timeoutMs} ms` : 'before the stream ended';
          throw new Error(`no such event ${why}; there were ${JSON.stringify(this.events)}`);
        }
        await new Promise<void>((resolve) => this.#wake.push(resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** A site came into a state. */
  state(site: string, to: string) {
    return this.waitFor(
      (event): event is Extract<ServerEvent, { type: 'state' }> =>
        event.type === 'state' && event.subject === `site:${site}` && event.to === to,
    );
  }

  /** Resolves when the collector has ended it. */
  async untilEnded(): Promise<void> {
    while (!this.#ended) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  close(): void {
    this.#stop.abort();
  }
}
