/** The collector's figures of itself for `/metrics` (Prometheus text format). */
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { STATES, splitSubject } from '../model/state.ts';
import type { Decisions } from './decisions.ts';
import type { Ingest } from './ingest/ingest.ts';
import type { Ledger } from './ledger/ledger.ts';
import { countOutbox } from './notify/outbox.ts';
import type { StateTracker } from './state/tracker.ts';
import type { MetricStore } from './store/metric-store.ts';

export interface FigureSources {
  readonly ingest: () => Ingest;
  readonly store: MetricStore;
  readonly tracker: StateTracker;
  readonly decisions: Decisions;
  readonly ledger: Ledger;
  readonly listeners: () => number;
}

/**
 * Of the process, once: what observes it is never taken away again, and would keep a collector that was closed in memory
 * (reopening.ts).
 */
let ofProcess: Registry | undefined;

function processFigures(): Registry {
  if (ofProcess) return ofProcess;
  ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess, prefix: 'canhmang_' });
  return ofProcess;
}

export function openFigures(sources: FigureSources): () => Promise<string> {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `canhmang_${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  const figures = () => sources.ingest().figures;
  gauge('ingest_batches', 'batches taken over since start', () => figures().batches);
  gauge('ingest_duplicate_batches', 'batches that had been taken over before', () => figures().duplicates);
  gauge('ingest_points', 'points taken over since start', () => figures().points);
  gauge('ingest_refused_lines', 'lines refused since start', () => figures().refusedLines);
  gauge(
    'ingest_waiting_values',
    'values taken over that wait for store and ledger',
    () => sources.ingest().waitingValues,
  );
  gauge('ingest_log_bytes', 'size of the ingest log on disk', () => sources.ingest().logBytes);
  gauge(
    'store_position',
    'last batch of the ingest log that is stored for good',
    () => sources.store.position,
  );
  gauge(
    'store_refused_points',
    'points that the store would not take for good, since start',
    () => sources.store.refused,
  );
  gauge('store_away', '1 while the server of the store does not answer', () =>
    sources.store.away === undefined ? 0 : 1,
  );
  gauge('store_backlog_values', 'values taken in and not yet stored for good', () => sources.store.backlog);
  gauge(
    'ledger_position',
    'last batch of the ingest log that the ledger has followed',
    () => sources.decisions.position,
  );
  gauge('event_listeners', 'pages and programs that listen to events', sources.listeners);
  new Gauge({
    name: 'canhmang_subjects',
    help: 'sites and rooms by state',
    labelNames: ['kind', 'state'],
    registers,
    collect() {
      for (const kind of ['site', 'room']) for (const state of STATES) this.set({ kind, state }, 0);
      for (const { subject, state } of sources.tracker.standings())
        this.inc({ kind: splitSubject(subject).kind, state });
    },
  });
  new Gauge({
    name: 'canhmang_outbox',
    help: 'messages by what became of them',
    labelNames: ['status'],
    registers,
    async collect() {
      for (const [status, count] of Object.entries(await countOutbox(sources.ledger)))
        this.set({ status }, count);
    },
  });
  return () => Registry.merge([processFigures(), registry]).metrics();
}
