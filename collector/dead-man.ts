/**
 * Says elsewhere, at regular times, that the collector lives and works. Whoever is told raises the alarm when that
 * stops: nobody can say by himself that he is dead.
 */
import type { Logger } from 'pino';
import { httpRequest, placeOf } from './notify/channels/http-request.ts';

/** An answer that takes longer is none. */
const ANSWER_MS = 10_000;

export interface DeadManSettings {
  readonly url: string;
  readonly every: number;
  /** Path of a PEM file. */
  readonly ca?: string | undefined;
}

export interface DeadManParts {
  readonly settings: DeadManSettings;
  /** What keeps the collector from its work; empty when nothing does. */
  readonly problems: () => Promise<readonly string[]>;
  readonly logger: Logger;
}

export class DeadManWatch {
  readonly #parts: DeadManParts;
  readonly #url: URL;
  #timer: NodeJS.Timeout | undefined;
  #said: string | undefined;
  #saying: Promise<void> = Promise.resolve();

  constructor(parts: DeadManParts) {
    this.#parts = parts;
    this.#url = new URL(parts.settings.url);
  }

  start(): void {
    const say = () => {
      this.#saying = this.#saying.then(() => this.say());
    };
    this.#timer = setInterval(say, this.#parts.settings.every);
    say();
  }

  /** Once, if all is well. */
  async say(): Promise<void> {
    const problem = await this.#problem();
    if (problem === this.#said) return;
    this.#said = problem;
    const place = placeOf(this.#url);
    if (problem === undefined) this.#parts.logger.info({ place }, 'dead-man watch: told that all is well');
    else this.#parts.logger.error({ place, problem }, 'dead-man watch: not told that all is well');
  }

  async #problem(): Promise<string | undefined> {
    try {
      const problems = await this.#parts.problems();
      if (problems.length > 0) return problems.join('; ');
      const { status } = await httpRequest({
        method: 'GET',
        url: this.#url,
        headers: {},
        body: undefined,
        ca: this.#parts.settings.ca,
        signal: AbortSignal.timeout(ANSWER_MS),
        step: () => {},
      });
      return status >= 200 && status < 300 ? undefined : `it answered ${status}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#saying;
  }
}
