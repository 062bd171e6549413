/**
 * From what became of an incident to messages for people. What is decided stands in the ledger in the transaction of
 * the event: messages in the outbox, what is gathered into one message, and who is told when nobody answers.
 */
import { createHash } from 'node:crypto';
import type { Language, Translate } from '../../config/messages.ts';
import { translator } from '../../config/messages.ts';
import { addressOf } from '../../config/notify.ts';
import type { Installation } from '../../config/schema/installation.ts';
import type { Recipient, Route } from '../../config/schema/notify.ts';
import { defaultRoute } from '../../config/schema/notify.ts';
import type { IncidentEvent } from '../../model/incident.ts';
import type { SiteClass } from '../../model/inventory.ts';
import { nextTimeOfDay } from '../../model/local-time.ts';
import type { Medium } from '../../model/medium.ts';
import { MEDIA } from '../../model/medium.ts';
import type { Ledger, LedgerTransaction } from '../ledger/ledger.ts';
import type { IncidentRecord } from '../ledger/schema.ts';
import { composeMessage } from './compose.ts';
import { composeBundle, composeBundleSms } from './compose-bundle.ts';
import { composeSms } from './compose-sms.ts';
import { OUTBOX_DEAD } from './dead-letters.ts';
import { beginEscalations, endEscalations, takeDueSteps } from './escalations.ts';
import type { DueBundle } from './notices.ts';
import { addNotice, dropNotices, quietUntil, stormDue, takeDueBundles } from './notices.ts';
import type { Alternative, OutboxEntry } from './outbox.ts';
import { enqueue } from './outbox.ts';
import type { Directory, Telling } from './routes.ts';
import { isForRoute, mediaFor, peopleOf, tellingsOf } from './routes.ts';
import type { MessageFacts } from './words.ts';
import { templateOf } from './words.ts';

/** What became of an incident. */
export interface Change {
  readonly event: IncidentEvent;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly incident: IncidentRecord;
}

/** What has to be known of a site. */
export interface SiteFacts {
  readonly shortName: string;
  readonly siteClass: SiteClass;
  /** Codes of its unit and those above it. */
  readonly units: ReadonlySet<string>;
}

export interface NotifierParts {
  readonly ledger: Ledger;
  /** As it is configured now. */
  readonly installation: () => Installation;
  readonly siteOf: (site: string) => SiteFacts | undefined;
  readonly nameOf: (subject: IncidentRecord['subject']) => string;
  /** Sites that are reached through a subject. */
  readonly behindOf: (subject: IncidentRecord['subject']) => number;
  /** By what messages can go. */
  readonly media: () => readonly Medium[];
  /** Nobody is told of what was planned. */
  readonly isPlanned: (incident: IncidentRecord, ledger: LedgerTransaction) => Promise<boolean>;
  /** Where a person acknowledges an incident. */
  readonly acknowledgeUrl: (incident: number, person: string) => string | undefined;
}

interface Setup extends Directory {
  readonly installation: Installation;
  readonly routes: readonly Route[];
}

const translators = new Map<Language, Translate>();

function translatorOf(language: Language): Translate {
  const known = translators.get(language) ?? translator(language);
  translators.set(language, known);
  return known;
}

/** Short, and the same at every time: an address is nobody's business in a mail's header. */
function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 12);
}

export class Notifier {
  readonly #parts: NotifierParts;

  constructor(parts: NotifierParts) {
    this.#parts = parts;
  }

  get #setup(): Setup {
    const installation = this.#parts.installation();
    const { recipients, rotas, routes } = installation.notify;
    return {
      installation,
      recipients: new Map(recipients.map((recipient) => [recipient.name, recipient])),
      rotas: new Map(rotas.map((rota) => [rota.name, rota])),
      routes: routes ?? (recipients.length === 0 ? [] : [defaultRoute(recipients)]),
      zone: installation.time_zone,
    };
  }

  /**
   * Messages that are to go at once; the rest is written down here. Works inside the event's transaction.
   * @returns for the outbox.
   */
  async messagesFor(change: Change, ledger: LedgerTransaction, nowMs: number): Promise<OutboxEntry[]> {
    const { incident, event } = change;
    if (event === 'merged') {
      await dropNotices(ledger, incident.id);
      await endEscalations(ledger, incident.id);
    }
    if (event === 'resolved' || event === 'settled' || event === 'acknowledged')
      await endEscalations(ledger, incident.id);
    if (templateOf(event, incident.kind) === undefined || this.#parts.media().length === 0) return [];
    if (await this.#parts.isPlanned(incident, ledger)) return [];
    const setup = this.#setup;
    const isEnd = event === 'resolved' || event === 'settled';
    const tellings = isEnd
      ? await toldOf(ledger, incident.id, setup)
      : await this.#chosen(incident, ledger, setup, nowMs);
    const entries: OutboxEntry[] = [];
    for (const telling of tellings)
      entries.push(...(await this.#tell(telling, change, ledger, setup, nowMs)));
    return entries;
  }

  async #chosen(
    incident: IncidentRecord,
    ledger: LedgerTransaction,
    setup: Setup,
    nowMs: number,
  ): Promise<Telling[]> {
    const { kind, severity, site } = incident;
    const facts = this.#parts.siteOf(site);
    const units = facts?.units ?? new Set<string>();
    const occasion = { kind, severity, site, siteClass: facts?.siteClass, units, nowMs };
    const routes = setup.routes.filter((route) => isForRoute(route, occasion, setup.zone));
    if (incident.acknowledged_ms === null) await beginEscalations(ledger, incident.id, routes, nowMs);
    const tellings = tellingsOf(routes, severity, setup, nowMs);
    if (kind !== OUTBOX_DEAD) return tellings;
    // Something does not get through: by everything there is.
    return tellings.map(({ person }) => ({ person, how: [...this.#parts.media()] }));
  }

  /** One person: at once, or with others later. */
  async #tell(
    { person, how }: Telling,
    change: Change,
    ledger: LedgerTransaction,
    setup: Setup,
    nowMs: number,
  ): Promise<OutboxEntry[]> {
    const { incident } = change;
    const { notify } = setup.installation;
    const gather = (bundle: 'digest' | 'quiet' | 'storm', media: readonly Medium[], dueMs: number) =>
      addNotice(ledger, { person: person.name, incident: incident.id, bundle, media, dueMs }, nowMs);
    const available = this.#parts.media();
    if (how === 'none') return [];
    if (how === 'digest') {
      const at = nextTimeOfDay(notify.digest_at, nowMs, setup.zone);
      await gather('digest', mediaFor(person, ['mail'], available), at);
      return [];
    }
    const media = mediaFor(person, how, available);
    const quietEndMs = incident.severity === 'critical' ? undefined : quietUntil(person, nowMs, setup.zone);
    if (quietEndMs !== undefined) {
      await gather('quiet', media, quietEndMs);
      return [];
    }
    const stormMs = await stormDue(ledger, person.name, incident.id, notify.storm, nowMs);
    if (stormMs !== undefined) {
      await gather('storm', media, stormMs);
      return [];
    }
    const key = `canhmang-${incident.id}-${change.event}-${change.atMs}`;
    return this.#entries(person, media, key, this.#factsOf(change, person, setup));
  }

  #factsOf(
    { incident, event }: Pick<Change, 'incident' | 'event'>,
    person: Recipient,
    { installation, zone }: Setup,
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
    };
  }

  /** One for each medium, the others to fall back on. */
  #entries(person: Recipient, media: readonly Medium[], key: string, facts: MessageFacts): OutboxEntry[] {
    const t = translatorOf(person.language);
    const mail = composeMessage(facts, t, person.language);
    const sms = composeSms(facts, t);
    if (!mail || sms === undefined) return [];
    const words = { mail, sms: { subject: mail.subject, text: sms }, webhook: mail };
    const about = { incident: facts.incident.id, thread: `canhmang-incident-${facts.incident.id}` };
    return this.#inMedia(person, media, key, words, about);
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

  /**
   * What time alone brings: messages about several incidents, and the next to be told when nobody answers.
   * @returns whether there is something new in the outbox.
   */
  async tick(nowMs: number): Promise<boolean> {
    const { ledger } = this.#parts;
    if (this.#parts.media().length === 0) return false;
    return ledger.transaction().execute(async (transaction) => {
      const setup = this.#setup;
      const entries = (await takeDueBundles(transaction, nowMs)).flatMap((due) =>
        this.#bundle(due, setup, nowMs),
      );
      entries.push(...(await this.#escalate(transaction, setup, nowMs)));
      for (const entry of entries) await enqueue(transaction, entry, nowMs);
      return entries.length > 0;
    });
  }

  #bundle({ person: name, bundle, media, incidents, lastNotice }: DueBundle, setup: Setup, nowMs: number) {
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

  async #escalate(ledger: LedgerTransaction, setup: Setup, nowMs: number): Promise<OutboxEntry[]> {
    const routes = new Map(setup.routes.map((route) => [route.name, route]));
    const entries: OutboxEntry[] = [];
    for (const { incident, route, step, to, unansweredMs } of await takeDueSteps(ledger, routes, nowMs)) {
      if (await this.#parts.isPlanned(incident, ledger)) continue;
      const how = routes.get(route)?.how[incident.severity];
      const wanted = Array.isArray(how) ? how : this.#parts.media();
      const people = peopleOf(to, setup, nowMs);
      for (const person of people) {
        const facts = {
          ...this.#factsOf({ incident, event: 'opened' }, person, setup),
          unansweredMinutes: Math.round(unansweredMs / 60_000),
        };
        const media = mediaFor(person, wanted, this.#parts.media());
        const key = `canhmang-${incident.id}-unanswered-${keyOf(route)}-${step}-${nowMs}`;
        entries.push(...this.#entries(person, media, key, facts));
      }
      const names = people.map(({ name }) => name).join(', ');
      await ledger
        .insertInto('incident_event')
        .values({ incident: incident.id, event: 'notified', at_ms: nowMs, recorded_ms: nowMs, text: names })
        .execute();
    }
    return entries;
  }
}

function pageOf({ public_url: base }: Installation, path: string): string | undefined {
  return base === undefined ? undefined : new URL(path, base.endsWith('/') ? base : `${base}/`).href;
}

/** Who has been told of an incident, or is to be, in the way they were: they are told of its end. */
async function toldOf(ledger: LedgerTransaction, incident: number, setup: Setup): Promise<Telling[]> {
  const rows = await ledger
    .selectFrom('outbox')
    .select(['person', 'medium'])
    .distinct()
    .where('incident', '=', incident)
    .where('status', '!=', 'withdrawn')
    .where('fallback_of', 'is', null)
    .execute();
  const media = new Map<string, Medium[]>();
  for (const { person, medium } of rows) media.set(person, [...(media.get(person) ?? []), medium]);
  const tellings: Telling[] = [...media].flatMap(([name, how]) => {
    const person = setup.recipients.get(name);
    return person ? [{ person, how }] : [];
  });
  const noticed = await ledger
    .selectFrom('notice')
    .select(['person', 'bundle', 'media'])
    .where('incident', '=', incident)
    // One that still waits tells the end too.
    .where('told_ms', 'is not', null)
    .execute();
  for (const { person: name, bundle, media: named } of noticed) {
    const person = setup.recipients.get(name);
    if (!person || media.has(name)) continue;
    media.set(name, []);
    const how = MEDIA.filter((medium) => named.split(',').includes(medium));
    tellings.push({ person, how: bundle === 'digest' ? 'digest' : how });
  }
  return tellings;
}
