/** The words of a message. Pure. */
import type { Language, MessageKey, Translate } from '../../config/messages.ts';
import { formatTime } from '../../config/messages.ts';
import type { IncidentEvent } from '../../model/incident.ts';
import type { IncidentRecord } from '../ledger/schema.ts';

export interface MessageFacts {
  readonly incident: IncidentRecord;
  readonly event: IncidentEvent;
  /** Name of the site or room. */
  readonly subjectName: string;
  /** Sites that are reached through the subject. */
  readonly behind: number;
  /** Name of the installation. */
  readonly title: string;
  readonly timeZone: string;
}

export interface Message {
  readonly subject: string;
  readonly text: string;
}

type Template = 'opened' | 'resolved' | 'flapping' | 'settled' | 'alarm_opened' | 'alarm_resolved';

/** Events that people are told of. */
function templateOf(event: IncidentEvent, kind: string): Template | undefined {
  const isOutage = kind === 'down';
  switch (event) {
    case 'opened':
    case 'reopened':
      return isOutage ? 'opened' : 'alarm_opened';
    case 'resolved':
      return isOutage ? 'resolved' : 'alarm_resolved';
    case 'flapping':
    case 'settled':
      return event;
    default:
      return undefined;
  }
}

/** What is wrong, in words: from the catalogue, or as the rule calls it. */
function whatOf({ kind, title }: IncidentRecord, t: Translate): string {
  const key = `incident.kind.${kind}` as MessageKey;
  const known = t(key);
  return known === key ? (title ?? kind) : known;
}

/** @returns `undefined` for events that nobody is told of. */
export function composeMessage(facts: MessageFacts, t: Translate, language: Language): Message | undefined {
  const { incident, event, subjectName, behind, title, timeZone } = facts;
  const template = templateOf(event, incident.kind);
  if (template === undefined) return undefined;
  const time = (timeMs: number) => formatTime(timeMs, language, timeZone);
  const lastedMs = (incident.resolved_ms ?? incident.opened_ms) - incident.opened_ms;
  const params = {
    number: String(incident.id),
    name: subjectName,
    what: whatOf(incident, t),
    title,
    since: time(incident.opened_ms),
    until: incident.resolved_ms === null ? '' : time(incident.resolved_ms),
    minutes: String(Math.max(1, Math.round(lastedMs / 60_000))),
    proof: incident.proof ?? '-',
  };
  const text = t(`mail.${template}.text`, params);
  const takesAlong = template === 'opened' && behind > 0;
  return {
    subject: t(`mail.${template}.subject`, params),
    text: takesAlong ? text.replace('\n', `\n${t('mail.behind', { count: String(behind) })}\n`) : text,
  };
}
