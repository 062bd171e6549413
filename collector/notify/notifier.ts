/**
 * From what became of an incident to messages for people. What is decided stands in the ledger in the transaction of
 * the event: messages in the outbox, what is gathered into one message, and who is told when nobody answers.
 */
import type { Installation } from '../../config/schema/installation.ts';
import type { IncidentEvent } from '../../model/incident.ts';
import { nextTimeOfDay } from '../../model/local-time.ts';
import type { Medium } from '../../model/medium.ts';
import type { Ledger, LedgerTransaction } from '../ledger/ledger.ts';
import type { IncidentRecord } from '../ledger/schema.ts';
import { OUTBOX_DEAD } from './dead-letters.ts';
import { beginEscalations, endEscalations, takeDueSteps } from './escalations.ts';
import type { MessageParts } from './message-writer.ts';
import { keyOf, MessageWriter } from './message-writer.ts';
import { addNotice, dropNotices, quietUntil, stormDue, takeDueBundles } from './notices.ts';
import type { OutboxEntry } from './outbox.ts';
import { enqueue } from './outbox.ts';
import type { Telling } from './routes.ts';
import { isForRoute, mediaFor, peopleOf, tellingsOf } from './routes.ts';
import type { Setup } from './setup.ts';
import { setupOf } from './setup.ts';
import { toldOf } from './told.ts';
import { templateOf } from './words.ts';

/** What became of an incident. */
export interface Change {
  readonly event: IncidentEvent;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly incident: IncidentRecord;
}

export interface NotifierParts extends MessageParts {
  readonly ledger: Ledger;
  /** As it is configured now. */
  readonly installation: () => Installation;
  /** Nobody is told of what was planned. */
  readonly isPlanned: (incident: IncidentRecord, ledger: LedgerTransaction) => Promise<boolean>;
}

export class Notifier {
  readonly #parts: NotifierParts;
  readonly #messages: MessageWriter;

  constructor(parts: NotifierParts) {
    this.#parts = parts;
    this.#messages = new MessageWriter(parts);
  }

  get #setup(): Setup {
    return setupOf(this.#parts.installation());
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
    return this.#messages.aboutIncident(change, person, media, key, setup);
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
        this.#messages.aboutSeveral(due, setup, nowMs),
      );
      entries.push(...(await this.#escalate(transaction, setup, nowMs)));
      for (const entry of entries) await enqueue(transaction, entry, nowMs);
      return entries.length > 0;
    });
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
        const media = mediaFor(person, wanted, this.#parts.media());
        const key = `canhmang-${incident.id}-unanswered-${keyOf(route)}-${step}-${nowMs}`;
        const change = { incident, event: 'opened' } as const;
        entries.push(...this.#messages.aboutIncident(change, person, media, key, setup, unansweredMs));
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
