/** `canhmang audit list`: who had what done from afar. `canhmang audit verify`: whether that is as it was written. */
import type { AuditRow, AuditVerdictAnswer } from '../../collector/api/types/audit.ts';
import type { About } from '../../collector/api/types/collector.ts';
import type { List } from '../../collector/api/types/parts.ts';
import { EXIT, UserError } from '../../config/error.ts';
import type { MessageKey } from '../../config/messages.ts';
import { formatTime } from '../../config/messages.ts';
import type { ApiOptions } from '../api-client.ts';
import { getJson } from '../api-client.ts';
import type { TableOptions } from '../table.ts';
import { printTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export async function runAuditList(
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

/** A million records take some seconds. */
const VERIFY_TIMEOUT_MS = 120_000;

/** Number and hash of a record, as this command and the log say them. */
const HEAD = /^[1-9]\d{0,14}:[0-9a-f]{64}$/;

/** @returns 0 when it is whole, 1 when it is not. */
export async function runAuditVerify(
  { out, say, t }: Terminal,
  options: ApiOptions & { readonly head?: string; readonly json?: boolean },
): Promise<number> {
  const { head: noted } = options;
  if (noted !== undefined && !HEAD.test(noted)) throw new UserError('audit_head', { value: noted });
  const query = noted === undefined ? '' : `?${new URLSearchParams({ head: noted })}`;
  const verdict = await getJson<AuditVerdictAnswer>(
    options,
    `/api/v1/audit/verify${query}`,
    VERIFY_TIMEOUT_MS,
  );
  const { records, head, broken } = verdict;
  if (options.json) out(JSON.stringify(verdict));
  else if (head) out(`${head.id}:${head.hash}`);
  if (broken) {
    say(t(`audit.broken.${broken.reason}`, { id: String(broken.id) }));
    return EXIT.problem;
  }
  say(t(head ? 'audit.whole' : 'audit.empty', { records: String(records) }));
  return EXIT.ok;
}
