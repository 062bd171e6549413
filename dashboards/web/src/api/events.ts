/** The live connection: what the collector decides appears without asking for it. */
import type { QueryClient } from '@tanstack/react-query';
import type { ServerEvent } from '../../../../collector/api/types/events.ts';
import type { IncidentRow } from '../../../../collector/api/types/incidents.ts';
import type { List } from '../../../../collector/api/types/parts.ts';
import type { RoomRow } from '../../../../collector/api/types/rooms.ts';
import type { SiteDetail, SiteRow } from '../../../../collector/api/types/sites.ts';
import {
  type IncidentFilter,
  isOfThese,
  latestStates,
  type StateEvent,
  withIncident,
  withState,
  withStates,
} from '../lib/live.ts';
import { SECOND } from '../lib/time.ts';
import { API } from './client.ts';
import { keys } from './queries.ts';

/** When a trunk fails hundreds of states change at once: what follows the first soon is put into the lists together. */
const BATCH_MS = 200;
/** After an answer that ends an EventSource (a proxy's 502, say) it has to be opened anew, ever less often. */
const FIRST_RETRY_MS = 2 * SECOND;
const LAST_RETRY_MS = 30 * SECOND;
/** The server says something every 15 s; a line that died without a word shows by two of these missing. */
const SILENCE_MS = 40 * SECOND;

const TYPES = ['state', 'incident', 'reset', 'here'] as const satisfies ServerEvent['type'][];
const FILTERS = ['open', 'resolved', 'all'] as const satisfies IncidentFilter[];

export type LiveStatus =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'open' }
  /** `sinceMs` is by this machine's clock: until then what is shown was current. */
  | { readonly phase: 'lost'; readonly sinceMs: number };

/** Keeps the query cache current from `start` to `stop`. Owns one EventSource and three timers. */
export class LiveConnection {
  readonly #client: QueryClient;
  #newestEvent: number | undefined;
  readonly #listeners = new Set<() => void>();
  #status: LiveStatus = { phase: 'connecting' };
  #source: EventSource | undefined;
  #pending: ServerEvent[] = [];
  #batchTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #silenceTimer: ReturnType<typeof setTimeout> | undefined;
  #heardMs = 0;
  #appliedMs = 0;
  #retryMs = FIRST_RETRY_MS;

  /** @param newestEvent id of an event that everything was read after; the first connection tells what came since. */
  constructor(client: QueryClient, newestEvent: number | undefined) {
    this.#client = client;
    this.#newestEvent = newestEvent;
  }

  /** Opens the connection and keeps it open. */
  start(): void {
    if (this.#source !== undefined) return;
    const after = this.#newestEvent;
    const source = new EventSource(after === undefined ? `${API}/events` : `${API}/events?after=${after}`);
    this.#source = source;
    this.#heard();
    source.onopen = () => this.#opened();
    source.onerror = () => this.#failed(source);
    for (const type of TYPES) {
      source.addEventListener(type, (message: MessageEvent<string>) => this.#received(message.data));
    }
  }

  /** Closes it; nothing is called after that. */
  stop(): void {
    clearTimeout(this.#batchTimer);
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#silenceTimer);
    this.#batchTimer = undefined;
    this.#pending = [];
    this.#source?.close();
    this.#source = undefined;
    this.#setStatus({ phase: 'connecting' });
  }

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly status = (): LiveStatus => this.#status;

  #setStatus(status: LiveStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener();
  }

  #opened(): void {
    this.#retryMs = FIRST_RETRY_MS;
    this.#heard();
    this.#setStatus({ phase: 'open' });
    if (this.#newestEvent !== undefined) {
      // All that changed since the lists were read is told by this connection; only the first of them knows from where.
      this.#newestEvent = undefined;
      return;
    }
    // What changed between reading a list and this moment was announced to nobody. A first read that is still on its
    // way is left alone.
    void this.#client.invalidateQueries({ predicate: (query) => query.state.data !== undefined });
  }

  #failed(source: EventSource): void {
    if (source !== this.#source) return;
    this.#lose(Date.now());
    // Otherwise the browser reconnects on its own and tells the server what it saw last.
    if (source.readyState === EventSource.CLOSED) this.#startAgainLater();
  }

  #lose(sinceMs: number): void {
    if (this.#status.phase !== 'lost') this.#setStatus({ phase: 'lost', sinceMs });
  }

  #startAgainLater(): void {
    clearTimeout(this.#silenceTimer);
    this.#source?.close();
    this.#source = undefined;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.start(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #heard(): void {
    this.#heardMs = Date.now();
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => this.#fellSilent(), SILENCE_MS);
  }

  /** The browser may wait for minutes on a connection whose other end is gone: a new one is opened in its place. */
  #fellSilent(): void {
    this.#lose(this.#heardMs);
    this.#startAgainLater();
  }

  #received(data: string): void {
    this.#heard();
    const event = JSON.parse(data) as ServerEvent;
    if (event.type === 'here') return;
    this.#pending.push(event);
    const sinceMs = Date.now() - this.#appliedMs;
    this.#batchTimer ??= setTimeout(() => this.#apply(), Math.min(BATCH_MS, Math.max(0, BATCH_MS - sinceMs)));
  }

  #apply(): void {
    this.#batchTimer = undefined;
    this.#appliedMs = Date.now();
    const events = this.#pending;
    this.#pending = [];
    if (events.some((event) => event.type === 'reset')) {
      void this.#client.invalidateQueries();
      return;
    }
    const states = events.filter((event) => event.type === 'state');
    if (states.length > 0) applyStates(this.#client, states);
    for (const event of events) if (event.type === 'incident') applyIncident(this.#client, event.incident);
  }
}

function applyStates(client: QueryClient, events: readonly StateEvent[]): void {
  const sites = latestStates(events, 'site');
  const rooms = latestStates(events, 'room');
  client.setQueryData<List<SiteRow>>(keys.sites, (list) => list && withStates(list, sites));
  client.setQueryData<List<RoomRow>>(keys.rooms, (list) => list && withStates(list, rooms));
  for (const [id, event] of sites) {
    client.setQueryData<SiteDetail>(keys.site(id), (site) => site && withState(site, event));
  }
  // Its intervals and its availability change too, and those only the server can say.
  void client.invalidateQueries({
    queryKey: keys.siteDetails,
    predicate: ({ queryKey }) =>
      isOfThese(queryKey, { sites, rooms }, (id) => client.getQueryData<SiteDetail>(keys.site(id))?.rooms),
  });
}

function applyIncident(client: QueryClient, incident: IncidentRow): void {
  for (const filter of FILTERS) {
    client.setQueryData<List<IncidentRow>>(
      keys.incidents(filter),
      (list) => list && withIncident(list, incident, filter),
    );
  }
  void client.invalidateQueries({ queryKey: keys.foundIncidents });
  void client.invalidateQueries({ queryKey: keys.incident(String(incident.id)) });
  void client.invalidateQueries({ queryKey: keys.site(incident.site) });
}
