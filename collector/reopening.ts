/** A collector that takes another configuration over while it runs: it is closed and opened again, at the same address. */
import type { Logger } from 'pino';
import type { LoadedConfig } from '../config/load.ts';
import type { CollectorApp } from './app.ts';

export interface ReopeningParts {
  /** What the configuration says now. @throws when it cannot be used. */
  readonly reload: () => LoadedConfig;
  /** Opens a collector and has it listen. */
  readonly open: (config: LoadedConfig) => Promise<CollectorApp>;
  readonly logger: Logger;
}

/**
 * Everything that is decided is in the ledger and everything that is measured in the ingest log, so that a collector
 * that is opened again goes on where it was; agents keep what they measure meanwhile. That takes a second or two.
 */
export class ReopeningCollector {
  readonly #parts: ReopeningParts;
  #app: CollectorApp;
  #work: Promise<void> = Promise.resolve();
  #isStopping = false;
  #fail: (error: unknown) => void = () => undefined;
  /** Rejects when it was closed and could not be opened again. */
  readonly failed: Promise<never>;

  constructor(app: CollectorApp, parts: ReopeningParts) {
    this.#app = app;
    this.#parts = parts;
    this.failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    // Nobody has to wait for it.
    this.failed.catch(() => undefined);
  }

  /** Begins it, after what is under way. A configuration that cannot be used leaves the one in force. */
  takeOver(): void {
    this.#work = this.#work.then(() => this.#reopen()).catch((error) => this.#fail(error));
  }

  async #reopen(): Promise<void> {
    if (this.#isStopping) return;
    const { reload, open, logger } = this.#parts;
    let config: LoadedConfig;
    try {
      config = reload();
    } catch (error) {
      logger.error({ err: error }, 'the configuration cannot be used; the one from before is in force');
      return;
    }
    await this.#app.close();
    this.#app = await open(config);
    logger.info('the configuration was taken over');
  }

  /** Returns when it is closed. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#work;
    await this.#app.close();
  }
}
