/** `canhmang tokens`: what is let in by a token, and until when; also while the collector runs. */
import type { TokenKind } from '../../collector/ledger/schema.ts';
import { EXIT } from '../../config/error.ts';
import type { MessageKey } from '../../config/messages.ts';
import { formatTime } from '../../config/messages.ts';
import type { PersonRole } from '../../model/roles.ts';
import { withLedger } from '../ledger-on-disk.ts';
import { configOf, dataFolderOf } from '../settings.ts';
import type { TableOptions } from '../table.ts';
import { printTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export interface TokensCommandOptions extends TableOptions {
  readonly config?: string;
  readonly data?: string;
}

const listed = (text: string | null) => (text ? text.split(',') : []);
const isOfPeople = (kind: TokenKind): kind is PersonRole => kind !== 'agent' && kind !== 'write';
const isoOf = (timeMs: number) => new Date(timeMs).toISOString();

export async function runTokens(terminal: Terminal, options: TokensCommandOptions): Promise<number> {
  const { t, language } = terminal;
  const config = configOf(options);
  const { time_zone: zone } = config.installation;
  const tokens = await withLedger(dataFolderOf(options, config), async (ledger) => {
    const records = await ledger
      .selectFrom('token')
      .select(['holder', 'kind', 'scope', 'sites', 'created_ms', 'expires_ms'])
      .orderBy('kind')
      .orderBy('holder')
      .execute();
    return records.map(({ holder, kind, scope, sites, created_ms, expires_ms }) => ({
      holder,
      kind,
      units: listed(scope),
      sites: listed(sites),
      createdAt: isoOf(created_ms),
      expires: expires_ms === null ? null : isoOf(expires_ms),
    }));
  });
  type Row = (typeof tokens)[number];
  const time = (iso: string) => formatTime(Date.parse(iso), language, zone);
  const columns = {
    holder: ({ holder }: Row) => holder,
    kind: ({ kind }: Row) => t(isOfPeople(kind) ? `user.role.${kind}` : `token.kind.${kind}`),
    units: ({ kind, units }: Row) => units.join(',') || (isOfPeople(kind) ? t('user.everywhere') : ''),
    sites: ({ sites }: Row) => sites.join(','),
    created: ({ createdAt }: Row) => time(createdAt),
    expires: ({ expires }: Row) => (expires === null ? '' : time(expires)),
  };
  printTable(terminal, options, tokens, columns, (column) => t(`token.column.${column}` as MessageKey));
  return EXIT.ok;
}
