/** The lines of `canhmang top`, each as wide as the terminal at most. Pure but for colours. */
import type { IncidentRow } from '../../collector/api/types/incidents.ts';
import type { SiteRow } from '../../collector/api/types/sites.ts';
import { whatOf } from '../../collector/notify/words.ts';
import type { Language, Translate } from '../../config/messages.ts';
import { formatTime } from '../../config/messages.ts';
import { STATES } from '../../model/state.ts';
import { paintState, SIGNS } from '../state-signs.ts';
import type { Snapshot, TopState } from './model.ts';
import { incidentsOf, sitesOf } from './model.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Title, counts, headings above the rows; one line below. */
const FRAME_LINES = 5;

export function pageOf({ rows }: Size): number {
  return Math.max(1, rows - FRAME_LINES);
}

export interface Words {
  readonly t: Translate;
  readonly language: Language;
}

/** @param trouble why what is seen is not new. */
export function drawTop(
  snapshot: Snapshot,
  state: TopState,
  size: Size,
  { t, language }: Words,
  trouble: string | undefined,
): string[] {
  const { columns } = size;
  const within = (text: string) => cut(text, columns);
  const time = (ms: number) => formatTime(ms, language, snapshot.timeZone);
  const rows =
    state.view === 'sites'
      ? sitesOf(snapshot, state).map((site) => paintState(site.state, within(siteLine(site, t, time))))
      : incidentsOf(snapshot, state).map((incident) => within(incidentLine(incident, t, time)));
  const heading = state.view === 'sites' ? 'top.heading_sites' : 'top.heading_incidents';
  const filter =
    state.filter === '' && !state.isTyping ? '' : `  /${state.filter}${state.isTyping ? '▏' : ''}`;
  return [
    within(`${snapshot.title}  ${time(snapshot.atMs)}${trouble === undefined ? '' : `  ${trouble}`}`),
    within(counts(snapshot, t)),
    '',
    within(`${t(heading, { shown: String(rows.length) })}${filter}`),
    ...rows.slice(state.top, state.top + pageOf(size)),
    ...Array.from({ length: Math.max(0, pageOf(size) - (rows.length - state.top)) }, () => ''),
    within(t('top.keys')),
  ];
}

function counts({ sites, incidents }: Snapshot, t: Translate): string {
  const ofStates = STATES.flatMap((state) => {
    const count = sites.filter((site) => site.state === state).length;
    return count === 0 ? [] : [`${SIGNS[state]} ${count} ${t(`state.${state}`)}`];
  });
  return [...ofStates, t('top.open', { count: String(incidents.length) })].join('   ');
}

function siteLine(site: SiteRow, t: Translate, time: (ms: number) => string): string {
  const { state, shortName, name, since, rttMs, lossPercent, maintenance } = site;
  const rtt = rttMs === null ? '' : `${rttMs.toFixed(1)} ms`;
  const loss = lossPercent === null ? '' : `${lossPercent.toFixed(0)} %`;
  const planned = maintenance ? ` (${t('cause.planned')})` : '';
  const start = `${SIGNS[state]} ${pad(t(`state.${state}`), 18)} ${time(Date.parse(since))}`;
  return `${start} ${rtt.padStart(9)} ${loss.padStart(6)}  ${pad(shortName, 10)} ${name}${planned}`;
}

function incidentLine(incident: IncidentRow, t: Translate, time: (ms: number) => string): string {
  const { id, openedAt, severity, subjectName, assignee, acknowledgedBy } = incident;
  const who = assignee ?? acknowledgedBy;
  const start = `${pad(`#${id}`, 7)} ${time(Date.parse(openedAt))} ${pad(t(`incidents.severity.${severity}`), 14)}`;
  return `${start} ${subjectName}: ${whatOf(incident, t)}${who === null ? '' : `  (${who})`}`;
}

function pad(text: string, width: number): string {
  return text.padEnd(width);
}

/** Vietnamese letters of this program are one sign each (NFC). */
function cut(text: string, columns: number): string {
  const signs = [...text.normalize('NFC')];
  return signs.length <= columns ? signs.join('') : `${signs.slice(0, Math.max(0, columns - 1)).join('')}…`;
}
