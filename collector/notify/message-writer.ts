/** Messages for a person, in each medium that they go by, with what there is to fall back on. */
import { createHash } from 'node:crypto';
import type { Language, Translate } from '../../config/messages.ts';
import { translator } from '../../config/messages.ts';
import { addressOf } from '../../config/notify.ts';
import type { Installation } from '../../config/schema/installation.ts';
import type { Recipient } from '../../config/schema/notify.ts';
import type { IncidentEvent } from '../../model/incident.ts';
import type { SiteClass } from '../../model/inventory.ts';
import type { Medium } from '../../model/medium.ts';
import type { IncidentRecord } from '../ledger/schema.ts';
import { composeMessage } from './compose.ts';
import { composeBundle, composeBundleSms } from './compose-bundle.ts';
import { composeSms } from './compose-sms.ts';
import type { DueBundle } from './notices.ts';
import type { Alternative, OutboxEntry } from './outbox.ts';
import { mediaFor } from './routes.ts';
import type { Setup } from './setup.ts';
import type { MessageFacts } from './words.ts';

/** What has to be known of a site. */
export interface SiteFacts {
  readonly shortName: string;
  readonly siteClass: SiteClass;
  /** Codes of its unit and those above it. */
  readonly units: ReadonlySet<string>;
}

export interface MessageParts {
  readonly siteOf: (site: string) => SiteFacts | undefined;
  readonly nameOf: (subject: IncidentRecord['subject']) => string;
  /** Sites that are reached through a subject. */
  readonly behindOf: (subject: IncidentRecord['subject']) => number;
  /** By what messages can go. */
  readonly media: () => readonly Medium[];
  /** Where a person acknowledges an incident. */
  readonly acknowledgeUrl: (incident: number, person: string) => string | undefined;
}

interface Told {
  readonly event: IncidentEvent;
  readonly incident: IncidentRecord;
}

const translators = new Map<Language, Translate>();

function translatorOf(language: Language): Translate {
  const known = translators.get(language) ?? translator(language);
  translators.set(language, known);
  return known;
}

/** Short, and the same at every time: an address is nobody's business in a mail's header. */
export function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 12);
}

export class MessageWriter {
  readonly #parts: MessageParts;

  constructor(parts: MessageParts) {
    this.#parts = parts;
  }

  /**
   * @param unansweredMs since the incident was told of first, when nobody has acknowledged it.
   * @returns one for each medium; none of events that nobody is told of.
   */
  aboutIncident(
    told: Told,
    person: Recipient,
    media: readonly Medium[],
    key: string,
    setup: Setup,
    unansweredMs?: number,
  ): OutboxEntry[] {
    const facts = this.#factsOf(told, person, setup, unansweredMs);
    const t = translatorOf(person.language);
    const mail = composeMessage(facts, t, person.language);
    const sms = composeSms(facts, t);
    if (!mail || sms === undefined) return [];
    const words = { mail, sms: { subject: mail.subject, text: sms }, webhook: mail };
    const { id } = told.incident;
    return this.#inMedia(person, media, key, words, { incident: id, thread: `canhmang-incident-${id}` });
  }

  #factsOf(
    { incident, event }: Told,
    person: Recipient,
    { installation, zone }: Setup,
    unansweredMs: number | undefined,
  ): MessageFacts {
    const { nameOf, behindOf, siteOf, acknowledgeUrl } = this.#parts;
    return {
      incident,
      event,
      subjectName: nameOf(incident.subject),
      siteShortName: siteOf(incident.site)?.shortName ?? incident.site,
      behind: behindOf(incident.subject),
      title: installation.title,
      timeZone: zone,
      pageUrl: pageOf(installation, `incidents/${incident.id}`),
      acknowledgeUrl: acknowledgeUrl(incident.id, person.name),
      unansweredMinutes:
        unansweredMs === undefined ? undefined : Math.max(1, Math.round(unansweredMs / 60_000)),
    };
  }

  /** @returns none when the person is not there any more. */
  aboutSeveral(
    { person: name, bundle, media, incidents, lastNotice }: DueBundle,
    setup: Setup,
    nowMs: number,
  ): OutboxEntry[] {
    const person = setup.recipients.get(name);
    if (!person) return [];
    const { nameOf, siteOf } = this.#parts;
    const { installation, zone } = setup;
    const facts = {
      bundle,
      incidents,
      atMs: nowMs,
      nameOf: ({ subject }: IncidentRecord) => nameOf(subject),
      shortNameOf: ({ site }: IncidentRecord) => siteOf(site)?.shortName ?? site,
      title: installation.title,
      timeZone: zone,
      pageUrl: pageOf(installation, 'incidents'),
    };
    const t = translatorOf(person.language);
    const mail = composeBundle(facts, t, person.language);
    const words = { mail, sms: { subject: mail.subject, text: composeBundleSms(facts, t) }, webhook: mail };
    const key = `canhmang-${bundle}-${lastNotice}`;
    const chosen = mediaFor(person, media, this.#parts.media());
    return this.#inMedia(person, chosen, key, words, { incident: null, thread: key });
  }

  #inMedia(
    person: Recipient,
    media: readonly Medium[],
    key: string,
    words: Readonly<Record<Medium, { subject: string; text: string; html?: string }>>,
    about: Pick<OutboxEntry, 'incident' | 'thread'>,
  ): OutboxEntry[] {
    const by = (medium: Medium): Alternative[] => {
      const recipient = addressOf(person, medium);
      return recipient === undefined ? [] : [{ medium, recipient, ...words[medium] }];
    };
    const rest = this.#parts.media().filter((medium) => !media.includes(medium));
    const fallback = rest.flatMap(by);
    return media.flatMap(by).map((alternative) => ({
      ...alternative,
      ...about,
      idempotency_key: `${key}-${keyOf(`${person.name} ${alternative.medium}`)}`,
      person: person.name,
      fallback,
    }));
  }
}

function pageOf({ public_url: base }: Installation, path: string): string | undefined {
  return base === undefined ? undefined : new URL(path, base.endsWith('/') ? base : `${base}/`).href;
}
