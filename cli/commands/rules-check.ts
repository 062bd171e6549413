/** `canhmang rules check FILE`: everything that is wrong with a file of rules, with its place. */
import { EXIT } from '../../config/error.ts';
import { loadRules } from '../../config/rules.ts';
import type { Terminal } from '../terminal.ts';

export async function runRulesCheck({ out, t }: Terminal, _options: unknown, file: string): Promise<number> {
  const rules = loadRules(file);
  out(t('rules.fine', { count: String(rules.length) }));
  return EXIT.ok;
}
