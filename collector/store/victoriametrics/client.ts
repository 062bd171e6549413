/** VictoriaMetrics' query API over HTTP. */
import type { z } from 'zod';
import { ask, askLines } from '../server/http.ts';

export interface QuerySettings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** A stream of a month's raw values may take this long. */
const STREAM_TIMEOUT_MS = 30 * 60_000;

export class VictoriaMetricsClient {
  readonly #settings: QuerySettings;

  constructor(settings: QuerySettings) {
    this.#settings = settings;
  }

  #url(path: string, query: Readonly<Record<string, string>>): URL {
    const url = new URL(`${this.#settings.url.replace(/\/$/, '')}${path}`);
    url.search = new URLSearchParams({ ...query }).toString();
    return url;
  }

  /** @throws StoreAway, ServerRefusal */
  async get<T>(path: string, query: Readonly<Record<string, string>>, schema: z.ZodType<T>): Promise<T> {
    const { headers, timeoutMs } = this.#settings;
    // Its cache moves the ends of a range to round times, and knows nothing of points that came late.
    const url = this.#url(path, { ...query, nocache: '1' });
    return schema.parse(JSON.parse(await ask(url, { method: 'GET', headers, timeoutMs })));
  }

  /** @throws StoreAway, ServerRefusal */
  text(path: string): Promise<string> {
    const { headers, timeoutMs } = this.#settings;
    return ask(this.#url(path, {}), { method: 'GET', headers, timeoutMs });
  }

  /** @throws StoreAway, ServerRefusal */
  lines(path: string, query: Readonly<Record<string, string>>): AsyncGenerator<string> {
    const { headers } = this.#settings;
    return askLines(this.#url(path, query), { method: 'GET', headers, timeoutMs: STREAM_TIMEOUT_MS });
  }
}
