/** The rules in force: followed while the file changes. A bad file changes nothing, and what is wrong is kept to be told. */
import { unwatchFile, watchFile } from 'node:fs';
import type { Logger } from 'pino';
import { describeProblem, type Translate } from '../../config/messages.ts';
import { ConfigError } from '../../config/problem.ts';
import { loadRules } from '../../config/rules.ts';
import type { Rule } from '../../config/schema/rules.ts';

/** Looked at, not listened to: editors put a new file in the place of the old one. */
const LOOK_EVERY_MS = 2_000;

export interface RulesFileParts {
  /** `undefined`: only the rules that ship. */
  readonly path: string | undefined;
  readonly t: Translate;
  readonly logger: Logger;
  readonly onChange: (rules: readonly Rule[]) => void;
  readonly lookEveryMs?: number;
}

export class RulesFile {
  readonly #parts: RulesFileParts;
  /** In force. */
  rules: readonly Rule[];
  /** What is wrong with the file as it is now, with places; the rules from before are in force. */
  problems: readonly string[] = [];

  /** @throws ConfigError: at the start there are no rules from before. */
  constructor(parts: RulesFileParts) {
    this.#parts = parts;
    this.rules = loadRules(parts.path);
  }

  start(): void {
    const { path, lookEveryMs = LOOK_EVERY_MS } = this.#parts;
    if (path !== undefined) watchFile(path, { interval: lookEveryMs, persistent: false }, this.#read);
  }

  stop(): void {
    if (this.#parts.path !== undefined) unwatchFile(this.#parts.path, this.#read);
  }

  readonly #read = (): void => {
    const { path, t, logger, onChange } = this.#parts;
    try {
      this.rules = loadRules(path);
      this.problems = [];
      logger.info({ rules: this.rules.length }, 'rules: the file has changed, the new rules are in force');
      onChange(this.rules);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.problems = error.problems.map((problem) => describeProblem(problem, t));
      logger.error(
        { problems: this.problems },
        'rules: the file is not valid, those from before are in force',
      );
    }
  };
}
