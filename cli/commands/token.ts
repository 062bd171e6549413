/** `canhmang token HOLDER` for an agent, a person, another program: also while the collector runs. */
import { findAgent } from '../../collector/agents/agents.ts';
import { endTokens, grantToken } from '../../collector/api/auth/tokens.ts';
import type { TokenKind } from '../../collector/ledger/schema.ts';
import { EXIT, UserError } from '../../config/error.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { parseDuration } from '../../model/duration.ts';
import { PERSON_ROLES } from '../../model/roles.ts';
import { withLedger } from '../ledger-on-disk.ts';
import { noteLocalAct } from '../note-act.ts';
import { configOf, dataFolderOf } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { checkUnits } from '../user-options.ts';

export interface TokenCommandOptions {
  readonly config?: string;
  readonly data?: string;
  readonly viewer?: boolean;
  readonly technician?: boolean;
  readonly operator?: boolean;
  readonly admin?: boolean;
  readonly write?: boolean;
  /** With `--write` and `--technician`. */
  readonly site: readonly string[];
  /** Of people. */
  readonly unit: readonly string[];
  readonly valid?: string;
  readonly revoke?: boolean;
}

/** @throws UserError when more than one is asked for. */
function kindOf(options: TokenCommandOptions): TokenKind {
  const asked = ([...PERSON_ROLES, 'write'] as const).filter((kind) => options[kind]);
  if (asked.length > 1)
    throw new UserError('token_kinds', { kinds: asked.map((kind) => `--${kind}`).join(', ') });
  const kind = asked[0] ?? 'agent';
  if (options.site.length > 0 && kind !== 'write' && kind !== 'technician')
    throw new UserError('token_sites');
  if (options.unit.length > 0 && (kind === 'agent' || kind === 'write')) throw new UserError('token_units');
  return kind;
}

/** Epoch milliseconds; `undefined`: when somebody ends it. @throws UserError when it is no duration. */
function endOf(valid: string | undefined, nowMs: number): number | undefined {
  if (valid === undefined) return undefined;
  const durationMs = parseDuration(valid);
  if (!durationMs) throw new UserError('token_valid', { value: valid });
  return nowMs + durationMs;
}

/** @throws UserError when the configuration does not have who or what it is for. */
function check(
  kind: TokenKind,
  holder: string,
  { site: sites, unit: scope }: Pick<TokenCommandOptions, 'site' | 'unit'>,
  config: LoadedConfig,
): void {
  if (kind === 'agent' && !findAgent(config, holder)) {
    const known = config.installation.agents.map((agent) => agent.id).join(', ');
    throw new UserError('unknown_agent', { id: holder, known });
  }
  const unknown = sites.find((site) => !config.inventory.sites.some(({ id }) => id === site));
  if (unknown !== undefined) throw new UserError('unknown_site', { id: unknown });
  checkUnits(scope, config);
}

export async function runToken(
  { out, say, t }: Terminal,
  options: TokenCommandOptions,
  holder: string,
): Promise<number> {
  const config = configOf(options);
  const kind = kindOf(options);
  if (!options.revoke) check(kind, holder, options, config);
  return withLedger(dataFolderOf(options, config), async (ledger) => {
    if (!options.revoke) {
      const nowMs = Date.now();
      const { site: sites, unit: scope } = options;
      const grant = { kind, holder, sites, scope, expiresMs: endOf(options.valid, nowMs) };
      const token = await ledger.transaction().execute(async (transaction) => {
        const detail = {
          sites: sites.length > 0 ? sites : undefined,
          units: scope.length > 0 ? scope : undefined,
        };
        await noteLocalAct(transaction, 'token.issue', `${kind}:${holder}`, {
          ...detail,
          valid: options.valid,
        });
        return grantToken(transaction, grant, nowMs);
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
