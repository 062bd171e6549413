/** Who is told of an incident, and how. Pure. */
import { addressOf } from '../../config/notify.ts';
import type { How, Recipient, Route } from '../../config/schema/notify.ts';
import { isoWeekday } from '../../config/schema/notify.ts';
import { isWithin } from '../../model/daily-hours.ts';
import type { Severity } from '../../model/incident.ts';
import { SEVERITIES } from '../../model/incident.ts';
import type { SiteClass } from '../../model/inventory.ts';
import { localTime } from '../../model/local-time.ts';
import type { Medium } from '../../model/medium.ts';
import { MEDIA } from '../../model/medium.ts';
import type { Rota } from '../../model/rota.ts';
import { onDuty } from '../../model/rota.ts';

/** Of an incident, what routes choose by. */
export interface Occasion {
  readonly kind: string;
  readonly severity: Severity;
  readonly site: string;
  readonly siteClass: SiteClass | undefined;
  /** Codes of the site's unit and those above it. */
  readonly units: ReadonlySet<string>;
  readonly nowMs: number;
}

/** @param zone IANA name of the zone that routes are written in. */
export function isForRoute(route: Route, occasion: Occasion, zone: string): boolean {
  const { units, sites, classes, severity, kinds, days, hours } = route;
  const { nowMs } = occasion;
  const places = units ?? sites;
  if (places && !units?.some((code) => occasion.units.has(code)) && !sites?.includes(occasion.site))
    return false;
  if (classes && !(occasion.siteClass && classes.includes(occasion.siteClass))) return false;
  if (SEVERITIES.indexOf(occasion.severity) < SEVERITIES.indexOf(severity)) return false;
  if (kinds && !kinds.includes(occasion.kind)) return false;
  if (days) {
    const { weekday } = localTime(nowMs, zone);
    if (!days.some((day) => isoWeekday(day) === weekday)) return false;
  }
  return !hours || isWithin(hours, nowMs, zone);
}

export interface Directory {
  readonly recipients: ReadonlyMap<string, Recipient>;
  readonly rotas: ReadonlyMap<string, Rota>;
  readonly zone: string;
}

/** The people that names of recipients and rotas stand for at a moment, each once. */
export function peopleOf(names: readonly string[], directory: Directory, nowMs: number): Recipient[] {
  const { recipients, rotas, zone } = directory;
  const people = names.flatMap((name) => {
    const rota = rotas.get(name);
    const person = rota ? onDuty(rota, nowMs, zone) : name;
    return (person === undefined ? undefined : recipients.get(person)) ?? [];
  });
  return [...new Set(people)];
}

export interface Telling {
  readonly person: Recipient;
  readonly how: How;
}

/** What is told at once goes before a digest; who is told by several routes is told by all their media. */
function joined(a: How, b: How): How {
  if (Array.isArray(a) && Array.isArray(b))
    return MEDIA.filter((medium) => a.includes(medium) || b.includes(medium));
  if (Array.isArray(a)) return a;
  if (Array.isArray(b)) return b;
  return a === 'digest' ? a : b;
}

/** @param routes those that the incident is for. */
export function tellingsOf(
  routes: readonly Route[],
  severity: Severity,
  directory: Directory,
  nowMs: number,
): Telling[] {
  const byPerson = new Map<Recipient, How>();
  for (const { to, how } of routes)
    for (const person of peopleOf(to, directory, nowMs))
      byPerson.set(person, joined(byPerson.get(person) ?? 'none', how[severity]));
  return [...byPerson].flatMap(([person, how]) => (how === 'none' ? [] : [{ person, how }]));
}

/**
 * By what a person is told: as wanted, as far as there is a channel and an address for it; by what there is otherwise.
 * @param available media that channels are configured for.
 */
export function mediaFor(
  person: Recipient,
  wanted: readonly Medium[],
  available: readonly Medium[],
): Medium[] {
  const possible = available.filter((medium) => addressOf(person, medium) !== undefined);
  const chosen = possible.filter((medium) => wanted.includes(medium));
  return chosen.length > 0 ? chosen : possible.slice(0, 1);
}
