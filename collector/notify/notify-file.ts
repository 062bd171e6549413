/**
 * Who is told of what, as the configuration file says it now: followed while the file changes. A bad file changes
 * nothing, and what is wrong is kept to be told. Of the file only `notify` is taken over; the rest waits for a restart.
 */
import { unwatchFile, watchFile } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import type { LoadedConfig } from '../../config/load.ts';
import { reloadInstallation } from '../../config/load.ts';
import type { Translate } from '../../config/messages.ts';
import { describeProblem } from '../../config/messages.ts';
import { ConfigError } from '../../config/problem.ts';
import { rulesPathOf } from '../../config/rules.ts';
import type { Installation } from '../../config/schema/installation.ts';

/** Looked at, not listened to: editors put a new file in the place of the old one. */
const LOOK_EVERY_MS = 2_000;

export interface NotifyFileParts {
  /** That the program was started with. */
  readonly config: LoadedConfig;
  readonly t: Translate;
  readonly logger: Logger;
  readonly now: () => number;
  readonly onChange: (installation: Installation) => void;
  readonly lookEveryMs?: number;
}

export class NotifyFile {
  readonly #parts: NotifyFileParts;
  /** In force. */
  installation: Installation;
  /** What is wrong with the file as it is now, with places; what was there before is in force. */
  problems: readonly string[] = [];
  /** Keys of the file that are different now, and taken over at the next start. */
  waiting: readonly string[] = [];

  constructor(parts: NotifyFileParts) {
    this.#parts = parts;
    this.installation = parts.config.installation;
  }

  start(): void {
    const { lookEveryMs = LOOK_EVERY_MS } = this.#parts;
    for (const path of this.#paths) watchFile(path, { interval: lookEveryMs, persistent: false }, this.#read);
  }

  stop(): void {
    for (const path of this.#paths) unwatchFile(path, this.#read);
  }

  /** The configuration, and the rules: routes name them. */
  get #paths(): string[] {
    const { path, installation } = this.#parts.config;
    const rules = rulesPathOf(installation, dirname(path));
    return rules === undefined ? [path] : [path, rules];
  }

  readonly #read = (): void => {
    const { config, t, logger, now, onChange } = this.#parts;
    try {
      const written = reloadInstallation(config, now());
      this.problems = [];
      this.waiting = changedKeys(config.installation, written).filter((key) => key !== 'notify');
      if (this.waiting.length > 0)
        logger.warn({ keys: this.waiting }, 'configuration: changed, in force after a restart');
      if (isSame(written.notify, this.installation.notify)) return;
      this.installation = { ...config.installation, notify: written.notify };
      logger.info(
        'notify: the file has changed, the new recipients, rotas, routes and channels are in force',
      );
      onChange(this.installation);
    } catch (error) {
      // Whatever it is: a file never stops a collector that runs.
      const isKnown = error instanceof ConfigError;
      this.problems = isKnown
        ? error.problems.map((problem) => describeProblem(problem, t))
        : [String(error)];
      logger.error(
        { problems: this.problems, ...(isKnown ? {} : { err: error }) },
        'notify: the file is not valid, what it said before is in force',
      );
    }
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function changedKeys(before: Installation, after: Installation): (keyof Installation)[] {
  const keys = Object.keys({ ...before, ...after }) as (keyof Installation)[];
  return keys.filter((key) => !isSame(before[key], after[key]));
}
