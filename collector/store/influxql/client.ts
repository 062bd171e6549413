/**
 * `/query` over HTTP. The `influx` package asks it too, but reads the whole answer at once and integers as
 * doubles: months of raw values need a stream, Counter64 all of its digits.
 */
import { ask, askLines } from '../server/http.ts';
import type { StatementAnswer } from './answer.ts';
import { parseAnswer } from './answer.ts';

export interface InfluxqlSettings {
  readonly url: string;
  readonly database: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Rows in a piece of a streamed answer. */
const CHUNK_ROWS = 10_000;
/** A stream of a month's raw values may take this long. */
const STREAM_TIMEOUT_MS = 30 * 60_000;

export class InfluxqlClient {
  readonly #settings: InfluxqlSettings;

  constructor(settings: InfluxqlSettings) {
    this.#settings = settings;
  }

  #url(more: Readonly<Record<string, string>> = {}): URL {
    const url = new URL(`${this.#settings.url.replace(/\/$/, '')}/query`);
    url.search = new URLSearchParams({ db: this.#settings.database, epoch: 'ms', ...more }).toString();
    return url;
  }

  /** Statements in one request; as many answers, in the same order. @throws StoreAway, ServerRefusal */
  async ask(...statements: readonly string[]): Promise<StatementAnswer[]> {
    if (statements.length === 0) return [];
    const { headers, timeoutMs } = this.#settings;
    const body = new URLSearchParams({ q: statements.join(';') });
    return parseAnswer(await ask(this.#url(), { method: 'POST', headers, body, timeoutMs }));
  }

  /** The answer to one statement, piece by piece. @throws StoreAway, ServerRefusal */
  async *stream(statement: string): AsyncGenerator<StatementAnswer> {
    const url = this.#url({ chunked: 'true', chunk_size: String(CHUNK_ROWS) });
    const { headers } = this.#settings;
    const body = new URLSearchParams({ q: statement });
    for await (const line of askLines(url, { method: 'POST', headers, body, timeoutMs: STREAM_TIMEOUT_MS }))
      yield* parseAnswer(line);
  }
}
