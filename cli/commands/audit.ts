/** `canhmang audit`: who had what done from afar. */
import type { About, AuditRow, List } from '../../collector/api/types.ts';
import { EXIT } from '../../config/error.ts';
import type { MessageKey } from '../../config/messages.ts';
import { formatTime } from '../../config/messages.ts';
import type { ApiOptions } from '../api-client.ts';
import { getJson } from '../api-client.ts';
import type { TableOptions } from '../table.ts';
import { printTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export async function runAudit(
  terminal: Terminal,
  options: ApiOptions & TableOptions & { readonly limit: string },
): Promise<number> {
  const { t, language } = terminal;
  const { timeZone } = await getJson<About>(options, '/api/v1/about');
  const path = `/api/v1/audit?${new URLSearchParams({ limit: options.limit })}`;
  const { items } = await getJson<List<AuditRow>>(options, path);
  const columns = {
    at: ({ at }: AuditRow) => formatTime(Date.parse(at), language, timeZone),
    author: ({ author }: AuditRow) => author,
    address: ({ address }: AuditRow) => address,
    action: ({ action }: AuditRow) => action,
    object: ({ object }: AuditRow) => object,
    detail: ({ detail }: AuditRow) => detail,
  };
  printTable(terminal, options, items, columns, (column) => t(`audit.column.${column}` as MessageKey));
  return EXIT.ok;
}
