/** Keeps a listening part of the agent as the configuration wants it: started, started anew with other settings, or ended. */
import type { Logger } from 'pino';

export interface RunningService {
  close(): Promise<void>;
}

export class ServiceHost<S> {
  readonly #name: string;
  readonly #start: (settings: S) => Promise<RunningService>;
  readonly #logger: Logger;
  #written: string | undefined;
  #running: RunningService | undefined;

  /** @param name in the log. */
  constructor(name: string, start: (settings: S) => Promise<RunningService>, logger: Logger) {
    this.#name = name;
    this.#start = start;
    this.#logger = logger;
  }

  /** A port that cannot be had is logged: the agent measures all the same, and tries again with the next change. */
  async apply(settings: S | undefined): Promise<void> {
    const written = settings && JSON.stringify(settings);
    if (written === this.#written) return;
    await this.#running?.close();
    this.#running = undefined;
    this.#written = undefined;
    if (!settings) return;
    try {
      this.#running = await this.#start(settings);
      this.#written = written;
    } catch (error) {
      this.#logger.error({ err: error, settings: this.#name }, `${this.#name}: cannot be started`);
    }
  }
}
