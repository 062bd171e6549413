/** The words of a mail about an incident. Pure. */
import type { Language, Translate } from '../../config/messages.ts';
import { htmlPage } from './html.ts';
import type { MessageFacts } from './words.ts';
import { paramsOf, templateOf } from './words.ts';

export interface Message {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** @returns `undefined` for events that nobody is told of. */
export function composeMessage(facts: MessageFacts, t: Translate, language: Language): Message | undefined {
  const { incident, event, behind, title, pageUrl, acknowledgeUrl, unansweredMinutes } = facts;
  const template = templateOf(event, incident.kind);
  if (template === undefined) return undefined;
  const params = paramsOf(facts, t, language);
  const isOver = incident.resolved_ms !== null;
  const lead = [t(`mail.${template}.lead`, params)];
  if (template === 'opened' && behind > 0) lead.push(t('mail.behind', { count: String(behind) }));
  if (unansweredMinutes !== undefined)
    lead.push(t('mail.unanswered', { minutes: String(unansweredMinutes) }));
  const rows = [t('mail.row.number', params)];
  if (incident.cause !== null) rows.push(t('mail.row.cause', { cause: t(`cause.${incident.cause}`) }));
  if (!isOver && template !== 'escalated') rows.push(t('mail.row.proof', params));
  const links = [
    // What is asked of the reader comes first.
    ...(acknowledgeUrl === undefined || isOver
      ? []
      : [{ what: 'acknowledge', url: acknowledgeUrl } as const]),
    ...(pageUrl === undefined ? [] : [{ what: 'page', url: pageUrl } as const]),
  ];
  const linkRows = links.map(({ what, url }) => t(`mail.row.${what}`, { url }));
  const footer = `${title}\nCanh Mạng`;
  const labelled = links.map(({ what, url }) => ({
    label: t(`mail.link.${what}`),
    url,
    isButton: what === 'acknowledge',
  }));
  return {
    subject: t(`mail.${template}.subject`, params),
    text: [lead.join('\n'), [...rows, ...linkRows].join('\n'), footer].join('\n\n'),
    html: htmlPage({ language, paragraphs: [lead, rows], links: labelled, footer: footer.split('\n') }),
  };
}
