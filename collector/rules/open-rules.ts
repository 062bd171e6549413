/** Puts the rules to work in the collector: the file, the watch, and the baselines in the ledger. */
import type { Logger } from 'pino';
import type { Language } from '../../config/messages.ts';
import { translator } from '../../config/messages.ts';
import { OWN_KINDS } from '../../model/incident.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { BaselineBook } from './baseline-book.ts';
import type { RuleWatchOptions } from './rule-watch.ts';
import { RuleWatch } from './rule-watch.ts';
import { RulesFile } from './rules-file.ts';

/** What is learned between two is lost with the power: a few minutes of two weeks. */
const SAVE_EVERY_MS = 600_000;

export interface RulesParts extends Pick<RuleWatchOptions, 'judgedOf' | 'stateOf' | 'timeZone'> {
  readonly ledger: Ledger;
  readonly path: string | undefined;
  readonly language: Language;
  readonly now: () => number;
  readonly logger: Logger;
}

export interface RunningRules {
  readonly file: RulesFile;
  readonly watch: RuleWatch;
  /** Writes the baselines down and stops following the file. */
  stop(): Promise<void>;
}

/** @throws ConfigError when the rules cannot be used. */
export async function openRules(parts: RulesParts): Promise<RunningRules> {
  const { ledger, path, language, now, logger } = parts;
  const file: RulesFile = new RulesFile({
    path,
    t: translator(language),
    logger,
    onChange: (rules) => watch.replace(rules, now()),
  });
  const open = await ledger
    .selectFrom('incident')
    .select(['kind', 'subject', 'severity'])
    .where('resolved_ms', 'is', null)
    .where('kind', 'not in', OWN_KINDS)
    .execute();
  const baselines = await BaselineBook.read(ledger);
  const watch = new RuleWatch({ ...parts, rules: file.rules, open, baselines, nowMs: now() });
  let saving = Promise.resolve();
  const save = () => {
    saving = saving
      .then(() => baselines.save(ledger, now()))
      .catch((error) => logger.error({ err: error }, 'rules: baselines cannot be written, trying again'));
    return saving;
  };
  const timer = setInterval(() => void save(), SAVE_EVERY_MS);
  file.start();
  return {
    file,
    watch,
    async stop() {
      file.stop();
      clearInterval(timer);
      await save();
    },
  };
}
