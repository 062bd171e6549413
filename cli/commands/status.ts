/** `canhmang status`: the province in a few lines. */
import type { About } from '../../collector/api/types/collector.ts';
import type { IncidentRow } from '../../collector/api/types/incidents.ts';
import type { List } from '../../collector/api/types/parts.ts';
import type { SiteRow } from '../../collector/api/types/sites.ts';
import { EXIT } from '../../config/error.ts';
import { formatTime } from '../../config/messages.ts';
import type { State } from '../../model/state.ts';
import { STATES } from '../../model/state.ts';
import type { ApiOptions } from '../api-client.ts';
import { getJson } from '../api-client.ts';
import { paintState, SIGNS } from '../state-signs.ts';
import { printTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export interface StatusCommandOptions extends ApiOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly check?: boolean;
}

function countByState(sites: readonly SiteRow[]): Record<State, number> {
  const counts: Record<State, number> = { up: 0, degraded: 0, down: 0, unreachable: 0, unknown: 0 };
  for (const { state } of sites) counts[state]++;
  return counts;
}

export async function runStatus(terminal: Terminal, options: StatusCommandOptions): Promise<number> {
  const about = await getJson<About>(options, '/api/v1/about');
  const sites = await getJson<List<SiteRow>>(options, '/api/v1/sites');
  const incidents = await getJson<List<IncidentRow>>(options, '/api/v1/incidents?state=open');
  const byState = countByState(sites.items);
  if (options.json) {
    const { title, demonstration, store } = about;
    const answer = {
      title,
      demonstration,
      store,
      sites: { total: sites.total, byState, items: sites.items },
      incidents: incidents.items,
    };
    terminal.out(JSON.stringify(answer, null, 2));
  } else if (options.csv) {
    const counts = STATES.map((state) => ({ state, sites: byState[state] }));
    const columns = {
      state: ({ state }: { state: State }) => state,
      sites: ({ sites: count }: { sites: number }) => String(count),
    };
    printTable(terminal, { csv: true }, counts, columns, (column) => column);
  } else {
    print(terminal, about, sites, byState, incidents);
  }
  return options.check && incidents.total > 0 ? EXIT.problem : EXIT.ok;
}

function megabytes(bytes: number): string {
  return String(Math.ceil(bytes / 1024 ** 2));
}

function print(
  { out, t, language }: Terminal,
  about: About,
  sites: List<SiteRow>,
  byState: Record<State, number>,
  incidents: List<IncidentRow>,
): void {
  out(t('status.heading', { title: about.title }));
  if (about.demonstration) out(t('status.demonstration'));
  const { kind, away, logBytes, logLimitBytes } = about.store;
  if (away) {
    const since = formatTime(Date.parse(away.since), language, about.timeZone);
    const room = { used: megabytes(logBytes), limit: megabytes(logLimitBytes) };
    out('');
    out(t('status.store_away', { kind, since, reason: away.reason, ...room }));
  }
  out('');
  out(t('status.sites', { total: String(sites.total) }));
  for (const state of STATES) {
    if (byState[state] > 0)
      out(
        `  ${paintState(state, `${SIGNS[state]} ${String(byState[state]).padStart(5)}  ${t(`state.${state}`)}`)}`,
      );
  }
  out('');
  if (incidents.total === 0) {
    out(t('status.incidents_none'));
    return;
  }
  out(t('status.incidents', { count: String(incidents.total) }));
  for (const { id, subjectName, openedAt } of incidents.items) {
    const since = formatTime(Date.parse(openedAt), language, about.timeZone);
    out(`  ${t('status.incident_line', { number: String(id), name: subjectName, since })}`);
  }
}
