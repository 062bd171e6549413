/** `canhmang incidents …` and `canhmang ack`: what goes on, and what people do about it. */
import type { About } from '../../collector/api/types/collector.ts';
import type { IncidentDetail, IncidentList, IncidentRow } from '../../collector/api/types/incidents.ts';
import { whatOf } from '../../collector/notify/words.ts';
import { EXIT, UserError } from '../../config/error.ts';
import type { MessageKey } from '../../config/messages.ts';
import { formatTime } from '../../config/messages.ts';
import type { ApiOptions } from '../api-client.ts';
import { getJson, postJson } from '../api-client.ts';
import type { TableOptions } from '../table.ts';
import { printTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export interface ListOptions extends ApiOptions, TableOptions {
  readonly state: string;
  readonly site?: string;
  readonly unit?: string;
  readonly kind?: string;
  readonly severity?: string;
  readonly cause?: string;
  readonly assignee?: string;
  readonly since?: string;
  readonly until?: string;
  readonly text?: string;
  readonly limit: string;
  readonly check?: boolean;
}

const ACT_MS = 10_000;

/** `incidents list` */
export async function runIncidentsList(terminal: Terminal, options: ListOptions): Promise<number> {
  const { state, site, unit, kind, severity, cause, assignee, since, until, text, limit } = options;
  const wanted = {
    state,
    site,
    unit,
    kind,
    severity,
    cause,
    assignee,
    from: since,
    to: until,
    q: text,
    limit,
  };
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined) as [string, string][];
  const found = await getJson<IncidentList>(options, `/api/v1/incidents?${new URLSearchParams(given)}`);
  const time = await timesOf(terminal, options);
  const { t } = terminal;
  const columns = {
    number: (incident: IncidentRow) => `#${incident.id}`,
    severity: (incident: IncidentRow) => t(`incidents.severity.${incident.severity}`),
    what: (incident: IncidentRow) => whatOf(incident, terminal.t),
    name: (incident: IncidentRow) => incident.subjectName,
    since: (incident: IncidentRow) => time(incident.openedAt),
    until: (incident: IncidentRow) => (incident.resolvedAt === null ? '' : time(incident.resolvedAt)),
    cause: (incident: IncidentRow) => (incident.cause === null ? '' : t(`cause.${incident.cause}`)),
    who: (incident: IncidentRow) => incident.assignee ?? incident.acknowledgedBy ?? '',
  };
  const heading = (column: string) => t(`incidents.column.${column}` as MessageKey);
  printTable(terminal, options, found.items, columns, heading);
  if (!options.json && !options.csv && found.total > found.items.length)
    terminal.say(t('incidents.more', { shown: String(found.items.length), total: String(found.total) }));
  const isOpen = found.items.some(({ resolvedAt }) => resolvedAt === null);
  return options.check && isOpen ? EXIT.problem : EXIT.ok;
}

/** `incidents show N` */
export async function runIncidentsShow(
  terminal: Terminal,
  options: ApiOptions & { readonly json?: boolean },
  number: string,
): Promise<number> {
  const incident = await getJson<IncidentDetail>(options, `/api/v1/incidents/${idOf(number)}`);
  if (options.json) terminal.out(JSON.stringify(incident, null, 2));
  else print(terminal, incident, await timesOf(terminal, options));
  return EXIT.ok;
}

/** `ack N`, and `incidents comment`, `assign`, `cause`, `resolve`: one word of the API each. */
export async function runIncidentAct(
  terminal: Terminal,
  options: ApiOptions & { readonly json?: boolean },
  act: 'acknowledge' | 'comment' | 'assign' | 'cause' | 'resolve',
  number: string,
  body: object,
): Promise<number> {
  const path = `/api/v1/incidents/${idOf(number)}/${act}`;
  const incident = await postJson<IncidentDetail>(options, path, body, ACT_MS);
  if (options.json) terminal.out(JSON.stringify(incident, null, 2));
  else terminal.out(terminal.t(`incidents.done.${act}`, { number: String(incident.id) }));
  return EXIT.ok;
}

/** `incidents open SUBJECT TITLE` */
export async function runIncidentsOpen(
  terminal: Terminal,
  options: ApiOptions & { readonly json?: boolean; readonly severity: string },
  subject: string,
  title: string,
): Promise<number> {
  const body = { subject, title, severity: options.severity };
  const incident = await postJson<IncidentDetail>(options, '/api/v1/incidents', body, ACT_MS);
  if (options.json) terminal.out(JSON.stringify(incident, null, 2));
  else terminal.out(terminal.t('incidents.done.open', { number: String(incident.id) }));
  return EXIT.ok;
}

/** People write `17` and `#17`. */
function idOf(number: string): string {
  const id = number.replace(/^#/, '');
  if (!/^[1-9]\d{0,14}$/.test(id)) throw new UserError('incident_number', { value: number });
  return id;
}

async function timesOf({ language }: Terminal, options: ApiOptions): Promise<(iso: string) => string> {
  const { timeZone } = await getJson<About>(options, '/api/v1/about');
  return (iso) => formatTime(Date.parse(iso), language, timeZone);
}

function print(terminal: Terminal, incident: IncidentDetail, time: (iso: string) => string): void {
  const { out, t } = terminal;
  const { id, subjectName, openedAt, resolvedAt, cause, causeAuthor, evidence } = incident;
  out(`#${id}  ${whatOf(incident, terminal.t)}: ${subjectName}`);
  const line = (key: 'since' | 'until' | 'cause' | 'who' | 'affected', value: string) =>
    out(`  ${t(`incidents.column.${key}`)}: ${value}`);
  line('since', time(openedAt));
  if (resolvedAt !== null) line('until', time(resolvedAt));
  if (cause !== null)
    line('cause', `${t(`cause.${cause}`)}${causeAuthor === null ? '' : ` (${causeAuthor})`}`);
  if (incident.assignee !== null) line('who', incident.assignee);
  const affected = [...new Set(incident.affectedSubjects.map(({ name }) => name))];
  if (affected.length > 0) line('affected', affected.join(', '));
  if (evidence !== null) out(`  ${evidence.line}`);
  out('');
  for (const { event, at, author, text } of incident.timeline) {
    const who = author === null ? [] : [author];
    const what = text === null ? [] : [text];
    out(`  ${[time(at), t(`incidents.event.${event}`), ...who, ...what].join('  ')}`);
  }
}
