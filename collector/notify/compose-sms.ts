/** One SMS about an incident: what matters least goes first when it does not fit. Pure. */
import type { Translate } from '../../config/messages.ts';
import { cutToSeptets, gsmSeptets, SMS_SEPTETS, toGsmText } from '../../model/gsm-text.ts';
import { splitSubject } from '../../model/state.ts';
import type { MessageFacts } from './words.ts';
import { isAboutSite, shortTime, templateOf, whatOf } from './words.ts';

/** A name that is cut shorter than this tells nothing. */
const SHORTEST_NAME_SEPTETS = 8;

/** @returns of the alphabet of GSM 03.38, 160 septets at most; `undefined` for events that nobody is told of. */
export function composeSms(facts: MessageFacts, t: Translate): string | undefined {
  const { incident, event, subjectName, behind, timeZone, unansweredMinutes } = facts;
  const template = templateOf(event, incident.kind);
  if (template === undefined) return undefined;
  const { opened_ms: openedMs, resolved_ms: resolvedMs, cause } = incident;
  /** @param shownWhat what is wrong, as much of it as there is room for. */
  const head = (shownWhat: string) =>
    toGsmText(
      `#${incident.id} ${t(`sms.${template}`, {
        name: shortNameOf(facts, t),
        what: shownWhat,
        severity: t(`severity.${incident.severity}`),
        since: shortTime(openedMs, timeZone),
        until: resolvedMs === null ? '' : shortTime(resolvedMs, timeZone),
      })}.`,
    );
  const what = toGsmText(whatOf(incident, t));
  const rest = SMS_SEPTETS - lengthOf(head(''));
  let text = head(cutToSeptets(what, Math.max(0, rest)));
  // In the order of what matters most; what no longer fits is left out.
  const optional = [
    ...(cause === null ? [] : [t('sms.cause', { cause: t(`cause.${cause}`) })]),
    ...(unansweredMinutes === undefined ? [] : [t('sms.unanswered')]),
    ...(template === 'opened' && behind > 0 ? [t('sms.behind', { count: String(behind) })] : []),
  ];
  const name = toGsmText(subjectName);
  // Of a room or a device the site's letters are not enough.
  if (!isAboutSite(incident)) text = withName(text, name);
  for (const piece of optional) {
    const longer = `${text} ${toGsmText(piece)}.`;
    if (lengthOf(longer) <= SMS_SEPTETS) text = longer;
  }
  return isAboutSite(incident) ? withName(text, name) : text;
}

/**
 * Of a room that is cut off it must not be read that the whole site is. What a rule calls wrong says by itself what it
 * is about.
 */
function shortNameOf({ incident, siteShortName: site }: MessageFacts, t: Translate): string {
  const { kind } = splitSubject(incident.subject);
  if (kind === 'site' || incident.kind !== 'down') return site;
  return t(`sms.of.${kind}`, { site });
}

/** Adds as much of a name as there is room for. */
function withName(text: string, name: string): string {
  const room = SMS_SEPTETS - lengthOf(text) - 1;
  return room < Math.min(SHORTEST_NAME_SEPTETS, lengthOf(name))
    ? text
    : `${text} ${cutToSeptets(name, room)}`;
}

function lengthOf(text: string): number {
  return gsmSeptets(text) ?? Number.POSITIVE_INFINITY;
}
