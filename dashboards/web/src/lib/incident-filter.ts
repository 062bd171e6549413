/** What the list of incidents shows, and how the choice stands in the address bar. */
import type { Cause, Severity } from '../../../../model/incident.ts';
import { CAUSES, SEVERITIES } from '../../../../model/incident.ts';

/** Longer than any name; keeps an address bar's nonsense out of the search. */
const MAX_TEXT_LENGTH = 100;

/** Of a cause that is not known yet, and of an incident that is nobody's. */
export const NONE = 'none';

export interface IncidentSearch {
  q?: string | undefined;
  severity?: Severity | undefined;
  cause?: Cause | typeof NONE | undefined;
  assignee?: string | undefined;
}

/** Reads search parameters; what is not understood is left out instead of failing the page. */
export function readIncidentSearch(raw: Record<string, unknown>): IncidentSearch {
  // The router reads ?q=17 as a number.
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, MAX_TEXT_LENGTH) : '';
  const search: IncidentSearch = {};
  const [q, assignee] = [text(raw.q), text(raw.assignee)];
  const severity = SEVERITIES.find((each) => each === raw.severity);
  const cause = [...CAUSES, NONE].find((each): each is Cause | typeof NONE => each === raw.cause);
  if (q !== '') search.q = q;
  if (severity !== undefined) search.severity = severity;
  if (cause !== undefined) search.cause = cause;
  if (assignee !== '') search.assignee = assignee;
  return search;
}

/** The choice as parameters of the API; in the same order whatever was chosen first. */
export function incidentParams({ q, severity, cause, assignee }: IncidentSearch): Record<string, string> {
  const chosen = Object.entries({ q: q?.trim(), severity, cause, assignee });
  return Object.fromEntries(
    chosen.filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
}
