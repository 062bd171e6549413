/** `canhmang token AGENT`, `canhmang token --access NAME`: also while the collector runs. */
import { join } from 'node:path';
import { issueToken } from '../../collector/api/auth/tokens.ts';
import { openLedger } from '../../collector/ledger/ledger.ts';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';
import { EXIT, reasonOf, UserError } from '../../config/error.ts';
import { configOf, dataFolderOf } from '../settings.ts';
import type { Terminal } from '../terminal.ts';

export async function runToken(
  { out }: Terminal,
  options: { readonly config?: string; readonly data?: string; readonly access?: boolean },
  holder: string,
): Promise<number> {
  const config = configOf(options);
  const known = config.installation.agents.map((agent) => agent.id);
  if (!options.access && !known.includes(holder))
    throw new UserError('unknown_agent', { id: holder, known: known.join(', ') });
  const path = dataFolderOf(options, config);
  let ledger: Awaited<ReturnType<typeof openLedger>>;
  try {
    ledger = await openLedger(sqliteDialect(join(path, 'ledger.sqlite')));
  } catch (error) {
    throw new UserError('data_unusable', { path, reason: reasonOf(error) });
  }
  try {
    out(await issueToken(ledger, options.access ? 'access' : 'agent', holder, Date.now()));
  } finally {
    await ledger.destroy();
  }
  return EXIT.ok;
}
