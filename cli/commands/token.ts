/** `canhmang token HOLDER` for an agent, a person, another program: also while the collector runs. */
import { findAgent } from '../../collector/agents/agents.ts';
import { endTokens, issueToken } from '../../collector/api/auth/tokens.ts';
import type { TokenKind } from '../../collector/ledger/schema.ts';
import { EXIT, UserError } from '../../config/error.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { withLedger } from '../ledger-on-disk.ts';
import { noteLocalAct } from '../note-act.ts';
import { configOf, dataFolderOf } from '../settings.ts';
import type { Terminal } from '../terminal.ts';

export interface TokenCommandOptions {
  readonly config?: string;
  readonly data?: string;
  readonly access?: boolean;
  readonly write?: boolean;
  readonly technician?: boolean;
  readonly admin?: boolean;
  /** With `--write` and `--technician`. */
  readonly site: readonly string[];
  readonly revoke?: boolean;
}

/** @throws UserError when more than one is asked for. */
function kindOf(options: TokenCommandOptions): TokenKind {
  const asked = (['access', 'write', 'technician', 'admin'] as const).filter((kind) => options[kind]);
  if (asked.length > 1)
    throw new UserError('token_kinds', { kinds: asked.map((kind) => `--${kind}`).join(', ') });
  const kind = asked[0] ?? 'agent';
  if (options.site.length > 0 && kind !== 'write' && kind !== 'technician')
    throw new UserError('token_sites');
  return kind;
}

/** @throws UserError when the configuration does not have who or what it is for. */
function check(kind: TokenKind, holder: string, sites: readonly string[], config: LoadedConfig): void {
  if (kind === 'agent' && !findAgent(config, holder)) {
    const known = config.installation.agents.map((agent) => agent.id).join(', ');
    throw new UserError('unknown_agent', { id: holder, known });
  }
  const unknown = sites.find((site) => !config.inventory.sites.some(({ id }) => id === site));
  if (unknown !== undefined) throw new UserError('unknown_site', { id: unknown });
}

export async function runToken(
  { out, say, t }: Terminal,
  options: TokenCommandOptions,
  holder: string,
): Promise<number> {
  const config = configOf(options);
  const kind = kindOf(options);
  if (!options.revoke) check(kind, holder, options.site, config);
  return withLedger(dataFolderOf(options, config), async (ledger) => {
    if (!options.revoke) {
      const sites = options.site.length > 0 ? options.site : undefined;
      const token = await ledger.transaction().execute(async (transaction) => {
        await noteLocalAct(transaction, 'token.issue', `${kind}:${holder}`, { sites });
        return issueToken(transaction, kind, holder, Date.now(), sites);
      });
      out(token);
      return EXIT.ok;
    }
    const ended = await ledger.transaction().execute(async (transaction) => {
      const hadOne = await endTokens(transaction, kind, holder);
      if (hadOne) await noteLocalAct(transaction, 'token.revoke', `${kind}:${holder}`);
      return hadOne;
    });
    say(t(ended ? 'token.ended' : 'token.none', { holder }));
    return ended ? EXIT.ok : EXIT.problem;
  });
}
