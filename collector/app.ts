/** Puts the collector's parts together; the only place where they meet. */
import { randomUUID } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { LoadedConfig } from '../config/load.ts';
import { packagePath } from '../config/package-path.ts';
import { rulesPathOf } from '../config/rules.ts';
import { formatPoint } from '../model/line-protocol.ts';
import type { SubjectId } from '../model/state.ts';
import { splitSubject } from '../model/state.ts';
import { openOidc } from './accounts/oidc/open-oidc.ts';
import { openAckKey } from './ack/key.ts';
import { ackUrlOf } from './ack/link.ts';
import { BundleOffer } from './agent-bundle/offer.ts';
import { findAgent } from './agents/agents.ts';
import { AgentRegistry } from './agents/registry.ts';
import { EventHub } from './api/event-hub.ts';
import { incidentRows } from './api/incident-rows.ts';
import { openLimits } from './api/limits.ts';
import { buildServer } from './api/server.ts';
import { backUp } from './backup/backup.ts';
import { CauseWatch } from './causes/watch.ts';
import type { DataFolder } from './data-folder.ts';
import { DeadManWatch } from './dead-man.ts';
import { Decisions } from './decisions.ts';
import { openFigures } from './figures.ts';
import { logAuditHead, startHousekeeping } from './housekeeping.ts';
import type { IncidentChange } from './incidents/incidents.ts';
import { affectedSubjects } from './incidents/query.ts';
import { Ingest } from './ingest/ingest.ts';
import { defaultNewSeries, NewSeriesLimit } from './ingest/new-series.ts';
import { openIntervals, recordTransition } from './ledger/intervals.ts';
import type { Ledger } from './ledger/ledger.ts';
import { openLedger } from './ledger/ledger.ts';
import { readMarks, readProgress } from './ledger/meta.ts';
import { sqliteDialect } from './ledger/sqlite/open.ts';
import { plannedAsOf } from './maintenance/as-of.ts';
import { MaintenancePlan } from './maintenance/plan.ts';
import { isUntold } from './maintenance/planned.ts';
import { readWindows } from './maintenance/windows.ts';
import { openNotifications } from './notify/open-notifications.ts';
import { openOwnPoints } from './own-points/open-own-points.ts';
import { isFromOthers } from './own-points/own-points.ts';
import { RemoteTests } from './remote-tests/tests.ts';
import { startScheduledReports } from './reports/schedule/scheduled-reports.ts';
import { openRules } from './rules/open-rules.ts';
import { judgedBy } from './rules/subjects.ts';
import { AgentSilence } from './state/agent-silence.ts';
import { DEFAULT_PATH_LIMITS } from './state/path.ts';
import { StateTracker } from './state/tracker.ts';
import { StoreFeed } from './store/feed.ts';
import { openStore } from './store/open-store.ts';
import { StoreWatch } from './store-watch.ts';
import {
  collectorSubject,
  limitsOf,
  namesOf,
  siteFactsOf,
  sitesBehind,
  statelessNamesOf,
  upstreamOf,
  vantageOf,
} from './subjects.ts';
import { VitalSigns } from './vital-signs.ts';
import { startWatchKeeper } from './watch-keeper.ts';

/** How often the passing of time is put to the state engine. */
const TICK_MS = 1_000;

export interface CollectorParts {
  readonly config: LoadedConfig;
  readonly folder: DataFolder;
  readonly singleAddress: boolean;
  /** Closes this one and opens another, with the configuration as it is now. */
  readonly takeOver: () => void;
  readonly now: () => number;
  readonly logger: Logger;
}

export interface CollectorApp {
  readonly ledger: Ledger;
  /** @returns the address it listens on, its port as the system gave it. */
  listen(host: string, port: number): Promise<string>;
  /** Stores what is in memory and closes everything. */
  close(): Promise<void>;
}

export async function openCollector(parts: CollectorParts): Promise<CollectorApp> {
  const { config, folder, logger, now } = parts;
  const { installation, inventory } = config;
  const names = namesOf(config);
  const upstream = upstreamOf(config);
  const behind = sitesBehind(upstream);
  const limits = limitsOf(config);
  const stateless = statelessNamesOf(config);
  const named = (subject: SubjectId) => names.get(subject) ?? stateless.get(subject);
  const nameOf = (subject: SubjectId) => named(subject)?.name ?? subject;
  const siteOf = (subject: SubjectId) => named(subject)?.site ?? splitSubject(subject).id;

  const ledger = await openLedger(sqliteDialect(folder.ledger));
  const ackKey = await openAckKey(ledger);
  const store = await openStore(installation.store, { folder: folder.path, now, logger });
  const progress = await readProgress(ledger);
  const marks = await readMarks(ledger);
  const resumed = await openIntervals(ledger);
  const tracker = new StateTracker({
    limitsOf: limits,
    quality: {
      lossPercent: installation.quality.loss_percent,
      jitterMs: installation.quality.jitter_ms,
      rttMs: installation.quality.rtt_ms,
    },
    subjects: names.keys(),
    upstream,
    vantage: vantageOf(config),
    resumed,
    evidenceMs: progress.evidenceMs,
    nowMs: now(),
  });
  const watchKeeper = await startWatchKeeper(ledger, now, logger);
  await beginLedger(ledger, tracker, new Set(resumed.map(({ subject }) => subject)), now());

  const causes = new CauseWatch({
    agentSites: new Map(installation.agents.map(({ id, site }) => [id, site])),
    routers: new Set(inventory.lines.map(({ device }) => device)),
  });
  await causes.resume(ledger, now());
  const silence = new AgentSilence({
    agents: installation.agents,
    limitMs: installation.states.agent_silence,
    standing: (subject) => tracker.get(subject),
    nowMs: now(),
  });
  const rules = await openRules({
    ledger,
    path: rulesPathOf(installation, dirname(config.path)),
    judgedOf: judgedBy(inventory, new Map(installation.agents.map(({ id, site }) => [id, site]))),
    stateOf: (subject) => tracker.get(subject)?.state,
    timeZone: installation.time_zone,
    language: installation.language,
    now,
    logger,
  });
  const { reopen, flapping } = installation.states;

  const plan = new MaintenancePlan(inventory, config.maintenance);
  plan.take(await readWindows(ledger));
  const hub = new EventHub(now() * 1_000);
  let announced: Promise<void> = Promise.resolve();
  /** One after the other: the last word about an incident is the newest. */
  const announce = (changes: readonly IncidentChange[]) => {
    announced = announced
      .then(async () => {
        const incidents = changes.map(({ incident }) => incident);
        const affected = await affectedSubjects(
          ledger,
          incidents.map(({ id }) => id),
        );
        for (const incident of await incidentRows(ledger, incidents, nameOf))
          hub.publish({ type: 'incident', incident }, affected.get(incident.id));
      })
      .catch((error) => logger.error({ err: error }, 'incidents: cannot be read for those who listen'));
    return announced;
  };
  const notifications = await openNotifications({
    config,
    ledger,
    collector: collectorSubject(config),
    siteOf: siteFactsOf(config),
    nameOf,
    behindOf: (subject) => behind.get(subject) ?? 0,
    isPlanned: async (incident) => isUntold(incident),
    acknowledgeUrl: (incident, person) =>
      ackUrlOf(installation.public_url, { incident, person, issuedMs: now() }, ackKey),
    now,
    logger,
  });
  const { notifier } = notifications;
  const maxLogBytes = installation.ingest_log_mb * 1024 * 1024;
  const storeWatch = new StoreWatch({
    subject: collectorSubject(config),
    kind: installation.store.kind,
    away: () => store.away,
    logShare: () => ingest.logBytes / maxLogBytes,
  });
  const decisions = new Decisions({
    ledger,
    tracker,
    causes,
    plan,
    watchers: [silence, notifications.deadLetters, storeWatch, rules.watch],
    policy: {
      reopenMs: reopen,
      flapping: { halfLifeMs: flapping.half_life, raise: flapping.raise, clear: flapping.clear },
    },
    late: { limitsOf: limits, upstream, windowMs: DEFAULT_PATH_LIMITS.windowMs, siteOf },
    position: progress.position,
    marks,
    siteOf,
    messagesFor: (change, transaction, nowMs) => notifier.messagesFor(change, transaction, nowMs),
    onCommitted: (transitions, changes) => {
      for (const { subject, from, to, atMs } of transitions) {
        hub.publish({ type: 'state', subject, from, to, at: new Date(atMs).toISOString() });
      }
      if (changes.length > 0) void announce(changes);
      if (changes.length > 0) notifications.wake();
      if (transitions.length > 0) own.stateChanged(transitions.map(({ subject }) => subject));
    },
    now,
    logger,
  });
  const problems = () => (decisions.failing ? ['the ledger cannot be written; the log says why'] : []);
  const { dead_man } = installation;
  const vitalSigns = new VitalSigns({
    ledger,
    known: problems,
    ingestSilenceMs: dead_man?.ingest_silence ?? Number.POSITIVE_INFINITY,
    now,
  });
  const deadMan =
    dead_man &&
    new DeadManWatch({
      settings: { ...dead_man, ca: dead_man.ca_file && resolve(dirname(config.path), dead_man.ca_file) },
      problems: () => vitalSigns.problems(),
      logger,
    });
  const feed = new StoreFeed({
    store,
    readLog: (from) => ingest.read(from),
    logger,
    wait: (delayMs, signal) => delay(delayMs, undefined, { signal }),
  });
  const ingest = await Ingest.open({
    directory: folder.ingestLog,
    followed: Math.max(store.position, progress.position),
    maxLogBytes,
    newSeries: new NewSeriesLimit({
      perDay: installation.new_series_per_day ?? defaultNewSeries(inventory.sites.length),
      monotonicMs: () => performance.now(),
      logger,
    }),
    marks,
    consume: async (batch) => {
      // Its own measurements go on whoever has fallen silent.
      if (isFromOthers(batch.points)) vitalSigns.taken();
      await feed.offer(batch);
      // Not waited for: what comes meanwhile goes into the next transaction together.
      void decisions.feed(batch);
    },
    now,
    logger,
  });
  await ingest.replay(Math.min(store.position, progress.position));
  notifications.start();
  deadMan?.start();
  const tick = setInterval(() => void decisions.tick(), TICK_MS);
  /** Under way: the ingest log has to lead from the ledger's copy to the store's. */
  let backups = 0;
  const backUpAll = async (target: string) => {
    backups++;
    try {
      await agents.save();
      const parts = { folder, configPath: config.path, backUpStore: store.backUp?.bind(store), now };
      return await backUp(parts, target);
    } finally {
      backups--;
    }
  };
  const housekeeping = startHousekeeping({
    ledger,
    discardFinished: async () => {
      if (backups === 0) await ingest.discard(Math.min(store.position, decisions.position));
    },
    timeZone: installation.time_zone,
    now,
    logger,
  });
  const scheduledReports = startScheduledReports({
    config,
    ledger,
    plannedAsOf: (reader, asOfMs) => plannedAsOf(reader, config, asOfMs),
    post: (transaction, mail, nowMs) => notifications.postReport(transaction, mail, nowMs),
    onPosted: () => notifications.wake(),
    now,
    logger,
  });
  const agents = new AgentRegistry({
    ledger,
    now,
    logger,
    onSkew: (agent, offsetMs) =>
      void ingest
        .accept(Buffer.from(skewLine(config, agent, offsetMs, now())), 'ns', undefined)
        .catch((error) => {
          logger.error({ err: error }, 'agents: a clock that is off cannot be written down');
        }),
  });
  agents.start();
  const figureSources = {
    ingest: () => ingest,
    store,
    tracker,
    decisions,
    ledger,
    listeners: () => hub.listeners,
  };
  const own = openOwnPoints({
    config,
    dataFolder: folder.path,
    figures: figureSources,
    accept: (lines) => ingest.accept(Buffer.from(lines), 'ns', undefined),
    now,
    logger,
  });
  const metrics = openFigures(figureSources);
  const remoteTests = new RemoteTests({
    newId: randomUUID,
    after: (delayMs, work) => {
      const timer = setTimeout(work, delayMs);
      return () => clearTimeout(timer);
    },
  });
  const { singleAddress } = parts;
  const context = {
    config,
    ledger,
    ackKey,
    store,
    tracker,
    plan,
    ingest,
    hub,
    agents,
    bundles: new BundleOffer(folder.agentBundle, installation.bundle_key, logger),
    oidc: await openOidc(config, now),
    remoteTests,
    rules,
    notifications,
    limits: openLimits(() => performance.now()),
    logger,
    singleAddress,
    takeOver: parts.takeOver,
    now,
    nameOf,
    findSubject: (text: string) => {
      const subject = (text.includes(':') ? text : `site:${text}`) as SubjectId;
      const named = names.get(subject);
      return named && { subject, site: named.site };
    },
    act: decisions.act.bind(decisions),
    problems,
    backUp: backUpAll,
    metrics,
  };
  const server = await buildServer(context, packagePath('dist/web'));
  await logAuditHead(ledger, logger);
  logger.info({ sites: inventory.sites.length, rooms: inventory.rooms.length }, 'collector opened');
  return {
    ledger,
    listen: (host, port) => server.listen({ host, port }),
    async close() {
      await server.close();
      clearInterval(tick);
      own.stop();
      await scheduledReports.stop();
      await notifications.stopDeciding();
      await housekeeping.stop();
      await deadMan?.stop();
      await agents.stop();
      await ingest.close();
      await decisions.save();
      await watchKeeper.stop();
      await announced;
      await rules.stop();
      await notifications.stop();
      await feed.stop();
      await store.close();
      await ledger.destroy();
      logger.info('collector closed');
    },
  };
}

/** The measurement of a clock that is off, at the time of its arrival. */
function skewLine(config: LoadedConfig, agent: string, offsetMs: number, timeMs: number): string {
  const site = findAgent(config, agent)?.site;
  const point = {
    measurement: 'agent',
    tags: { agent, ...(site === undefined ? {} : { site }) },
    // A float, as agents write it: of two types servers keep one.
    fields: { clock_offset_ms: offsetMs, clock_skewed: true },
    timeMs,
  };
  return formatPoint(point) ?? '';
}

/** The first interval of what was not there before: nobody has looked yet. */
async function beginLedger(
  ledger: Ledger,
  tracker: StateTracker,
  known: ReadonlySet<SubjectId>,
  nowMs: number,
): Promise<void> {
  await ledger.transaction().execute(async (transaction) => {
    for (const { subject, state, sinceMs } of tracker.standings()) {
      if (known.has(subject)) continue;
      const transition = {
        subject,
        from: state,
        to: state,
        atMs: sinceMs,
        decidedMs: nowMs,
        proof: undefined,
      };
      await recordTransition(transaction, transition);
    }
  });
}
