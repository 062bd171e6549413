/** `canhmang sites`: the sites and how they are. */
import type { About } from '../../collector/api/types/collector.ts';
import type { List } from '../../collector/api/types/parts.ts';
import type { SiteRow } from '../../collector/api/types/sites.ts';
import { EXIT } from '../../config/error.ts';
import type { MessageKey } from '../../config/messages.ts';
import { formatTime } from '../../config/messages.ts';
import { fold, matchesFolded, queryWords } from '../../model/fold.ts';
import type { ApiOptions } from '../api-client.ts';
import { getJson } from '../api-client.ts';
import type { TableOptions } from '../table.ts';
import { printTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export interface SitesOptions extends ApiOptions, TableOptions {
  readonly state?: string;
  readonly class?: string;
  readonly unit?: string;
  readonly text?: string;
}

export async function runSites(terminal: Terminal, options: SitesOptions): Promise<number> {
  const { t, language } = terminal;
  const { timeZone } = await getJson<About>(options, '/api/v1/about');
  const { items } = await getJson<List<SiteRow>>(options, '/api/v1/sites');
  const words = queryWords(options.text ?? '');
  const wanted = items.filter(
    (site) =>
      (options.state === undefined || site.state === options.state) &&
      (options.class === undefined || site.class === options.class) &&
      (options.unit === undefined || [site.unit, site.district].includes(options.unit)) &&
      matchesFolded(fold(`${site.id} ${site.shortName} ${site.name} ${site.unitName}`), words),
  );
  const columns = {
    id: ({ id }: SiteRow) => id,
    state: ({ state, maintenance }: SiteRow) =>
      `${t(`state.${state}`)}${maintenance ? ` (${t('cause.planned')})` : ''}`,
    since: ({ since }: SiteRow) => formatTime(Date.parse(since), language, timeZone),
    rtt: ({ rttMs }: SiteRow) => (rttMs === null ? '' : `${rttMs.toFixed(1)} ms`),
    loss: ({ lossPercent }: SiteRow) => (lossPercent === null ? '' : `${lossPercent.toFixed(0)} %`),
    name: ({ name }: SiteRow) => name,
  };
  printTable(terminal, options, wanted, columns, (column) => t(`sites.column.${column}` as MessageKey));
  return EXIT.ok;
}
