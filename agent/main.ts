/** Puts the agent's parts together: configuration in, probes, spool, uplink out. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Point } from '../model/point.ts';
import type { AgentConfig } from '../model/probe-settings.ts';
import { CollectorClient } from './collector-client.ts';
import { JobSet } from './job-set.ts';
import { RemoteConfig } from './remote-config.ts';
import { Scheduler } from './scheduler.ts';
import { AgentSelf } from './self.ts';
import { Spool } from './spool/spool.ts';
import { Uplink } from './uplink/uplink.ts';

/** How long a stop waits for the collector's answer to the batch under way. */
const STOP_PATIENCE_MS = 1_000;

export interface AgentOptions {
  readonly id: string;
  /** `http://collector:8105` */
  readonly collectorUrl: string;
  readonly token: string;
  readonly dataDirectory: string;
  readonly logger: Logger;
}

export interface RunningAgent {
  /** Stops measuring, stores what was measured and closes. */
  stop(): Promise<void>;
}

export async function startAgent(options: AgentOptions): Promise<RunningAgent> {
  const { id, logger } = options;
  await mkdir(options.dataDirectory, { recursive: true });
  const scheduler = new Scheduler();
  const spool = await Spool.open(join(options.dataDirectory, 'spool'), logger);
  const client = new CollectorClient(options.collectorUrl, options.token);
  const uplink = new Uplink({ spool, client, agentId: id, logger });
  const emit = (points: Point[]) =>
    spool.add(points.map((point) => ({ ...point, tags: { ...point.tags, agent: id } })));
  const jobs = new JobSet({ scheduler, logger, now: Date.now, emit });
  const self = new AgentSelf({ scheduler, spool, emit, now: Date.now });
  const remoteConfig = new RemoteConfig({
    client,
    directory: options.dataDirectory,
    logger,
    apply: async (config: AgentConfig) => {
      await jobs.apply(config.jobs);
      self.site = config.site;
      logger.info({ jobs: config.jobs.length }, 'configuration applied');
    },
  });
  uplink.start();
  self.start();
  await remoteConfig.start();
  logger.info({ agent: id, collector: options.collectorUrl, backlog: spool.backlog }, 'agent started');
  return {
    async stop() {
      remoteConfig.stop();
      self.stop();
      jobs.stop();
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
