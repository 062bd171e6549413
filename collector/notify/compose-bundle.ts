/** One message about several incidents: a count, the top causes, the worst first. Pure. */
import type { Language, Translate } from '../../config/messages.ts';
import { formatTime } from '../../config/messages.ts';
import { cutToSeptets, gsmSeptets, SMS_SEPTETS, toGsmText } from '../../model/gsm-text.ts';
import { SEVERITIES } from '../../model/incident.ts';
import type { Bundle, IncidentRecord } from '../ledger/schema.ts';
import type { Message } from './compose.ts';
import { htmlPage } from './html.ts';
import { shortTime, whatOf } from './words.ts';

export interface BundleFacts {
  readonly bundle: Bundle;
  readonly incidents: readonly IncidentRecord[];
  readonly atMs: number;
  readonly nameOf: (incident: IncidentRecord) => string;
  readonly shortNameOf: (incident: IncidentRecord) => string;
  /** Name of the installation. */
  readonly title: string;
  readonly timeZone: string;
  readonly pageUrl?: string | undefined;
}

/** More than a telephone's screen or two is not read. */
const LINES = 20;
const TOP_CAUSES = 3;

/** The worst first, then the ones that go on, then the newest. */
function inOrder(incidents: readonly IncidentRecord[]): IncidentRecord[] {
  const rank = ({ severity, resolved_ms }: IncidentRecord) =>
    SEVERITIES.indexOf(severity) * 2 + (resolved_ms === null ? 1 : 0);
  return incidents.toSorted((a, b) => rank(b) - rank(a) || b.id - a.id);
}

/** Causes where they are known, what is wrong otherwise; with how often. */
function topCauses(incidents: readonly IncidentRecord[], t: Translate): string {
  const counts = new Map<string, number>();
  for (const incident of incidents) {
    const { cause } = incident;
    const word = cause === null || cause === 'undetermined' ? whatOf(incident, t) : t(`cause.${cause}`);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted
    .slice(0, TOP_CAUSES)
    .map(([word, count]) => `${word} ${count}`)
    .join(', ');
}

function countsOf({ incidents, atMs, timeZone }: BundleFacts): Record<string, string> {
  const open = incidents.filter(({ resolved_ms }) => resolved_ms === null).length;
  return { count: String(incidents.length), open: String(open), at: shortTime(atMs, timeZone) };
}

export function composeBundle(facts: BundleFacts, t: Translate, language: Language): Message {
  const { bundle, incidents, nameOf, title, timeZone, pageUrl } = facts;
  const time = (timeMs: number) => formatTime(timeMs, language, timeZone);
  const counts = countsOf(facts);
  const lines = inOrder(incidents)
    .slice(0, LINES)
    .map((incident) => {
      const { id, opened_ms, resolved_ms } = incident;
      const params = {
        number: String(id),
        name: nameOf(incident),
        what: whatOf(incident, t),
        since: time(opened_ms),
      };
      const line = t('mail.bundle.line', params);
      return resolved_ms === null ? line : `${line}; ${t('mail.bundle.over', { until: time(resolved_ms) })}`;
    });
  if (incidents.length > LINES)
    lines.push(t('mail.bundle.more', { count: String(incidents.length - LINES) }));
  const lead = [t('mail.bundle.lead', counts), t('mail.bundle.causes', { causes: topCauses(incidents, t) })];
  const footer = `${title}\nCanh Mạng`;
  const links = pageUrl === undefined ? [] : [{ label: t('mail.link.page'), url: pageUrl }];
  const linkRows = links.map(({ url }) => t('mail.row.page', { url }));
  return {
    subject: t(`mail.bundle.${bundle}`, counts),
    text: [lead.join('\n'), lines.join('\n'), ...linkRows, footer].join('\n\n'),
    html: htmlPage({ language, paragraphs: [lead, lines], links, footer: footer.split('\n') }),
  };
}

/** @returns of the alphabet of GSM 03.38, 160 septets at most: sites are named as long as there is room. */
export function composeBundleSms(facts: BundleFacts, t: Translate): string {
  const { incidents, shortNameOf } = facts;
  const fits = (text: string) => (gsmSeptets(text) ?? Number.POSITIVE_INFINITY) <= SMS_SEPTETS;
  let text = toGsmText(`${t('sms.bundle', countsOf(facts))}.`);
  const causes = toGsmText(` ${t('sms.causes', { causes: topCauses(incidents, t) })}.`);
  if (fits(text + causes)) text += causes;
  const names = new Set(inOrder(incidents).map((incident) => toGsmText(shortNameOf(incident))));
  let separator = ' ';
  for (const name of names) {
    if (!fits(`${text}${separator}${name}`)) break;
    text += `${separator}${name}`;
    separator = ', ';
  }
  return cutToSeptets(text, SMS_SEPTETS);
}
