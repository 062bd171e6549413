/** Puts the agent's parts together: configuration in, probes, spool, uplink out. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { ProfileLibrary } from '../config/profile-library.ts';
import { BUNDLE_HEADER } from '../model/agent-bundle.ts';
import type { Point } from '../model/point.ts';
import type {
  AgentConfig,
  ReflectorSettings,
  ThroughputServerSettings,
  TrapSettings,
} from '../model/probe-settings.ts';
import { CallWatch } from './call-watch.ts';
import type { OpenAlarmSenders } from './collector-alarm.ts';
import { CollectorAlarmWatch } from './collector-alarm.ts';
import { CollectorClient } from './collector-client.ts';
import type { CollectorTrust } from './collector-trust.ts';
import { JobSet } from './job-set.ts';
import { startReflector } from './reflector/reflector.ts';
import { RemoteConfig } from './remote-config.ts';
import { TestChannel } from './remote-tests/channel.ts';
import type { StartTest } from './remote-tests/runner.ts';
import { Scheduler, systemTimers } from './scheduler.ts';
import { AgentSelf } from './self.ts';
import { ServiceHost } from './service-host.ts';
import { MemorySaver } from './spare-memory.ts';
import { Spool } from './spool/spool.ts';
import { stampCodec } from './stamp-codec.ts';
import type { UpgradeParts, UpgradeWatch } from './upgrade/watch.ts';
import { Uplink } from './uplink/uplink.ts';

/** How long a stop waits for the collector's answer to the batch under way. */
const STOP_PATIENCE_MS = 1_000;

export interface AgentOptions {
  readonly id: string;
  /** `http://collector:8105` */
  readonly collectorUrl: string;
  readonly token: string;
  /** Of an https collector; default: the public authorities. */
  readonly trust?: CollectorTrust;
  readonly dataDirectory: string;
  /** Ways to tell people that the collector is gone; default: none. */
  readonly openAlarmSenders?: OpenAlarmSenders;
  /** How it comes to new versions; default: it does not. */
  readonly upgrades?: Omit<UpgradeParts, 'client' | 'timers' | 'logger'>;
  /** How a person's test is begun; default: none is. */
  readonly startTest?: StartTest;
  readonly logger: Logger;
}

export interface RunningAgent {
  /** Stops measuring, stores what was measured and closes. */
  stop(): Promise<void>;
}

export async function startAgent(options: AgentOptions): Promise<RunningAgent> {
  const { id, logger } = options;
  // Measuring goes on without a disk: the spool says what that means.
  await mkdir(options.dataDirectory, { recursive: true }).catch((error) =>
    logger.warn({ err: error }, 'the data folder cannot be made'),
  );
  const scheduler = new Scheduler();
  const spool = await Spool.open(join(options.dataDirectory, 'spool'), logger);
  const client = new CollectorClient(
    options.collectorUrl,
    options.token,
    options.trust && { trust: options.trust },
  );
  const uplink = new Uplink({ spool, client, agentId: id, logger });
  const calls = new CallWatch();
  const emit = (points: Point[]) => {
    calls.see(points);
    // What is spread comes last: a copy that is added to afterwards costs V8 twenty times as much.
    spool.add(points.map((point) => ({ ...point, tags: { agent: id, ...point.tags } })));
  };
  const profiles = new ProfileLibrary();
  const jobs = new JobSet({
    ...{ scheduler, logger, now: Date.now, emit },
    profiles: () => profiles.all(),
    lastCallMs: () => calls.lastCallMs,
  });
  const reflector = new ServiceHost<ReflectorSettings>(
    'reflector',
    ({ address, port, key }) => startReflector({ host: address, port, codec: stampCodec(key), logger }),
    logger,
  );
  const throughput = new ServiceHost<ThroughputServerSettings>(
    'throughput',
    async (settings) => {
      const { startThroughputServer } = await import('./throughput/server.ts');
      const inCall = () => Date.now() - (calls.lastCallMs ?? Number.NEGATIVE_INFINITY) < settings.calm;
      return startThroughputServer({ settings, inCall, logger });
    },
    logger,
  );
  const traps = new ServiceHost<TrapSettings>(
    'traps',
    async (settings) => {
      // Loaded only where it is wanted: it brings the SNMP stack along.
      const { startTrapReceiver } = await import('./traps/receiver.ts');
      const { startEngine } = await import('./traps/engine.ts');
      const { monotonicMs } = systemTimers;
      return startTrapReceiver({
        settings,
        engine: await startEngine(options.dataDirectory, monotonicMs, logger),
        site: () => self.site ?? '',
        sourceOf: (address) => jobs.deviceAt(address),
        profiles: () => profiles.all(),
        accept: (points) => {
          emit(points);
          return spool.stored();
        },
        onAlarm: ({ device }) => jobs.pollNow(device),
        ...{ scheduler, now: Date.now, monotonicMs, logger },
      });
    },
    logger,
  );
  const memory = new MemorySaver(systemTimers);
  const self = new AgentSelf({ scheduler, spool, uplink, clock: client.clock, emit, now: Date.now });
  const alarm = new CollectorAlarmWatch({
    agent: id,
    directory: options.dataDirectory,
    openSenders: options.openAlarmSenders ?? (async () => []),
    heardMs: () => client.heardMs,
    site: () => self.site ?? id,
    now: Date.now,
    timers: systemTimers,
    logger,
  });
  const tests = new TestChannel({
    ...{ client, startTest: options.startTest, timers: systemTimers, random: Math.random, logger },
  });
  const upgrade = options.upgrades && (await openUpgrades(options.upgrades, client, logger));
  const remoteConfig = new RemoteConfig({
    client,
    directory: options.dataDirectory,
    logger,
    onAnswer: (headers) => upgrade?.answered(idOf(headers[BUNDLE_HEADER])),
    apply: async (config: AgentConfig) => {
      profiles.setOwn(config.profiles);
      await jobs.apply(config.jobs);
      await reflector.apply(config.reflector);
      await throughput.apply(config.throughput);
      self.site = config.site;
      await traps.apply(config.traps);
      spool.configure(config.spool);
      const watchesOthers = config.jobs.some(({ tags }) => tags.site !== config.site);
      uplink.configure(config.uplink, watchesOthers);
      const { backlog_kbps: kbps } = config.uplink;
      upgrade?.configure(kbps === 'unlimited' ? undefined : kbps);
      await alarm.configure(config.collector_alarm);
      memory.suit(config.jobs.length);
      tests.configure(config.remote_tests);
      logger.info({ jobs: config.jobs.length }, 'configuration applied');
    },
  });
  uplink.start();
  self.start();
  await alarm.start();
  await remoteConfig.start();
  logger.info({ agent: id, collector: options.collectorUrl, backlog: spool.backlog }, 'agent started');
  return {
    async stop() {
      remoteConfig.stop();
      upgrade?.stop();
      tests.stop();
      alarm.stop();
      self.stop();
      memory.stop();
      jobs.stop();
      await reflector.apply(undefined);
      await throughput.apply(undefined);
      await traps.apply(undefined);
      // A request that hangs must not hold up the stop: what it carries is still in the spool.
      const impatience = setTimeout(() => client.close(), STOP_PATIENCE_MS);
      await uplink.stop();
      clearTimeout(impatience);
      client.close();
      await spool.close();
      logger.info({ backlog: spool.backlog }, 'agent stopped');
    },
  };
}

function idOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}

/** Loaded only where there is a key to check bundles with. */
async function openUpgrades(
  parts: NonNullable<AgentOptions['upgrades']>,
  client: CollectorClient,
  logger: Logger,
): Promise<UpgradeWatch> {
  const { UpgradeWatch } = await import('./upgrade/watch.ts');
  return new UpgradeWatch({ ...parts, client, timers: systemTimers, logger });
}
