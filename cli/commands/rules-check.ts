/** `canhmang rules check FILE`: everything that is wrong with a file of rules, with its place. */
import { EXIT } from '../../config/error.ts';
import { describeProblem } from '../../config/messages.ts';
import { checkRules } from '../../config/rules.ts';
import type { Terminal } from '../terminal.ts';

export async function runRulesCheck({ out, t }: Terminal, _options: unknown, file: string): Promise<number> {
  const { rules, remarks } = checkRules(file);
  out(t('rules.fine', { count: String(rules.length) }));
  if (remarks.length > 0) out(t('rules.remarks', { count: String(remarks.length) }));
  for (const remark of remarks) out(describeProblem(remark, t));
  return EXIT.ok;
}
