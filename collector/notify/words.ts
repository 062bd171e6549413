/** What mails and SMS say of incidents in the same words. Pure. */
import type { Language, MessageKey, Translate } from '../../config/messages.ts';
import { formatTime } from '../../config/messages.ts';
import type { IncidentEvent } from '../../model/incident.ts';
import { splitSubject } from '../../model/state.ts';
import type { IncidentRecord } from '../ledger/schema.ts';
import { proofInWords } from './proof.ts';

export interface MessageFacts {
  readonly incident: IncidentRecord;
  readonly event: IncidentEvent;
  /** Name of the site, room or device. */
  readonly subjectName: string;
  /** A few letters for the site, unique. */
  readonly siteShortName: string;
  /** Sites that are reached through the subject. */
  readonly behind: number;
  /** Name of the installation. */
  readonly title: string;
  readonly timeZone: string;
  /** Where the incident's page is. */
  readonly pageUrl?: string | undefined;
  /** Where this person acknowledges it. */
  readonly acknowledgeUrl?: string | undefined;
  /** Nobody has acknowledged it for so long; minutes. */
  readonly unansweredMinutes?: number | undefined;
}

const TEMPLATES = [
  'opened',
  'resolved',
  'flapping',
  'settled',
  'alarm_opened',
  'alarm_resolved',
  'escalated',
] as const;
export type Template = (typeof TEMPLATES)[number];

/** `undefined` for events that nobody is told of. */
export function templateOf(event: IncidentEvent, kind: string): Template | undefined {
  const isOutage = kind === 'down';
  switch (event) {
    case 'opened':
    case 'reopened':
    case 'overdue':
      return isOutage ? 'opened' : 'alarm_opened';
    case 'resolved':
      return isOutage ? 'resolved' : 'alarm_resolved';
    case 'flapping':
    case 'settled':
    case 'escalated':
      return event;
    default:
      return undefined;
  }
}

/** What is wrong, in words: from the catalogue, or as the rule calls it. */
export function whatOf({ kind, title }: Pick<IncidentRecord, 'kind' | 'title'>, t: Translate): string {
  if (kind === 'down') return t('state.down');
  const key = `incident.kind.${kind}` as MessageKey;
  const known = t(key);
  if (known === key) return title ?? kind;
  return title === null ? known : `${known} (${title})`;
}

/** What a message about an incident may name. */
export function paramsOf(facts: MessageFacts, t: Translate, language: Language): Record<string, string> {
  const { incident, subjectName, timeZone, title } = facts;
  const time = (timeMs: number) => formatTime(timeMs, language, timeZone);
  const lastedMs = (incident.resolved_ms ?? incident.opened_ms) - incident.opened_ms;
  return {
    number: String(incident.id),
    name: subjectName,
    what: whatOf(incident, t),
    severity: t(`severity.${incident.severity}`),
    title,
    since: time(incident.opened_ms),
    until: incident.resolved_ms === null ? '' : time(incident.resolved_ms),
    minutes: String(Math.max(1, Math.round(lastedMs / 60_000))),
    proof: incident.proof === null ? '-' : proofInWords(incident.proof, t, language, timeZone),
  };
}

/** By zone: making one takes longer than a thousand times of using it. */
const shortClocks = new Map<string, readonly Intl.DateTimeFormat[]>();

function shortClocksOf(timeZone: string): readonly Intl.DateTimeFormat[] {
  const two = '2-digit';
  const clocks =
    shortClocks.get(timeZone) ??
    [{ hour: two, minute: two } as const, { day: two, month: two } as const].map(
      (parts) => new Intl.DateTimeFormat('en-GB', { timeZone, ...parts }),
    );
  shortClocks.set(timeZone, clocks);
  return clocks;
}

/** 14:05 23/11, in both languages. */
export function shortTime(timeMs: number, timeZone: string): string {
  return shortClocksOf(timeZone)
    .map((clock) => clock.format(timeMs))
    .join(' ');
}

export function isAboutSite({ subject }: Pick<IncidentRecord, 'subject'>): boolean {
  return splitSubject(subject).kind === 'site';
}
