/** `canhmang maintenance list|add|cancel` */
import type { About } from '../../collector/api/types/collector.ts';
import type { MaintenanceRow } from '../../collector/api/types/maintenance.ts';
import type { List } from '../../collector/api/types/parts.ts';
import { EXIT, UserError } from '../../config/error.ts';
import type { MessageKey } from '../../config/messages.ts';
import { formatTime } from '../../config/messages.ts';
import { momentOfLocal } from '../../model/maintenance.ts';
import type { ApiOptions } from '../api-client.ts';
import { getJson, postJson } from '../api-client.ts';
import type { TableOptions } from '../table.ts';
import { printTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

const ACT_MS = 10_000;

/** `maintenance list` */
export async function runMaintenanceList(
  terminal: Terminal,
  options: ApiOptions & TableOptions & { readonly all?: boolean },
): Promise<number> {
  const { t, language } = terminal;
  const { timeZone } = await getJson<About>(options, '/api/v1/about');
  const { items } = await getJson<List<MaintenanceRow>>(options, '/api/v1/maintenance');
  const time = (iso: string) => formatTime(Date.parse(iso), language, timeZone);
  const columns = {
    number: ({ id }: MaintenanceRow) => id,
    scope: ({ scope, scopeName }: MaintenanceRow) => `${scope} (${scopeName})`,
    next: ({ active, next, cancelledAt }: MaintenanceRow) => {
      if (cancelledAt !== null) return t('maintenance.cancelled');
      if (active) return t('maintenance.active');
      return next === null ? t('maintenance.over') : time(next);
    },
    rule: ({ rrule }: MaintenanceRow) => rrule ?? '',
    note: ({ note }: MaintenanceRow) => note,
    author: ({ author }: MaintenanceRow) => author,
  };
  const shown = items.filter(({ active, next }) => options.all || active || next !== null);
  printTable(terminal, options, shown, columns, (column) => t(`maintenance.column.${column}` as MessageKey));
  return EXIT.ok;
}

/** `maintenance add SCOPE --start TIME --end TIME` */
export async function runMaintenanceAdd(
  terminal: Terminal,
  options: ApiOptions & {
    readonly start: string;
    readonly end: string;
    readonly rrule?: string;
    readonly note: string;
    readonly json?: boolean;
  },
  scope: string,
): Promise<number> {
  const { timeZone } = await getJson<About>(options, '/api/v1/about');
  const { rrule, note } = options;
  const body = {
    scope,
    start: momentOf(options.start, timeZone),
    end: momentOf(options.end, timeZone),
    ...(rrule === undefined ? {} : { rrule }),
    note,
  };
  const window = await postJson<MaintenanceRow>(options, '/api/v1/maintenance', body, ACT_MS);
  if (options.json) terminal.out(JSON.stringify(window, null, 2));
  else terminal.out(terminal.t('maintenance.added', { number: window.id, name: window.scopeName }));
  return EXIT.ok;
}

/** `maintenance cancel N` */
export async function runMaintenanceCancel(
  terminal: Terminal,
  options: ApiOptions,
  id: string,
): Promise<number> {
  const path = `/api/v1/maintenance/${encodeURIComponent(id)}/cancel`;
  const window = await postJson<MaintenanceRow>(options, path, {}, ACT_MS);
  terminal.out(terminal.t('maintenance.ended', { number: window.id }));
  return EXIT.ok;
}

/** Local time of the installation: `2026-11-29T22:00` or `2026-11-29 22:00`. */
export function momentOf(text: string, timeZone: string): number {
  const local = text.replace(' ', 'T');
  const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local) ? momentOfLocal(local, timeZone) : Number.NaN;
  if (Number.isNaN(moment)) throw new UserError('local_time', { value: text });
  return moment;
}
