/** The words of a message. Pure. */
import type { Language, Translate } from '../../config/messages.ts';
import { formatTime } from '../../config/messages.ts';
import type { IncidentRecord } from '../ledger/schema.ts';

export interface MessageFacts {
  readonly incident: IncidentRecord;
  readonly event: 'opened' | 'resolved';
  /** Name of the site or room. */
  readonly subjectName: string;
  /** Name of the installation. */
  readonly title: string;
  readonly timeZone: string;
}

export interface Message {
  readonly subject: string;
  readonly text: string;
}

export function composeMessage(facts: MessageFacts, t: Translate, language: Language): Message {
  const { incident, event, subjectName, title, timeZone } = facts;
  const time = (timeMs: number) => formatTime(timeMs, language, timeZone);
  const params = {
    number: String(incident.id),
    name: subjectName,
    title,
    since: time(incident.opened_ms),
    until: incident.resolved_ms === null ? '' : time(incident.resolved_ms),
    minutes: String(
      Math.max(1, Math.round(((incident.resolved_ms ?? incident.opened_ms) - incident.opened_ms) / 60_000)),
    ),
    proof: incident.proof ?? '-',
  };
  return { subject: t(`mail.${event}.subject`, params), text: t(`mail.${event}.text`, params) };
}
