/** `canhmang agent self-test`: what a new version does beside the old one, before it takes over. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CollectorClient } from '../../agent/collector-client.ts';
import { startProbe } from '../../agent/probes/registry.ts';
import { Scheduler } from '../../agent/scheduler.ts';
import { EXIT, reasonOf, UserError } from '../../config/error.ts';
import { ProfileLibrary } from '../../config/profile-library.ts';
import type { AgentConfig } from '../../model/probe-settings.ts';
import { agentConfigSchema } from '../../model/probe-settings.ts';
import { VERSION } from '../../model/version.ts';
import type { AgentCommandOptions } from '../agent-options.ts';
import { openLogger } from '../logger.ts';
import type { Terminal } from '../terminal.ts';
import type { Identity } from './agent.ts';
import { identityOf } from './agent.ts';

/** It can be written to. @throws */
async function tryFolder(folder: string): Promise<void> {
  const scratch = await mkdtemp(join(folder, 'self-test-'));
  try {
    await writeFile(join(scratch, 'file'), VERSION);
    if ((await readFile(join(scratch, 'file'), 'utf8')) !== VERSION)
      throw new Error('what was written is not there');
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** @throws UserError when the collector is not reached or takes this agent for a stranger. */
async function askForConfig({ collectorUrl, token, trust }: Identity): Promise<AgentConfig> {
  const client = new CollectorClient(collectorUrl, token, trust && { trust });
  try {
    const answer = await client.request({ method: 'GET', path: '/api/v1/agent/config' }).catch((error) => {
      throw new UserError('cannot_reach', { url: collectorUrl, reason: reasonOf(error) }, EXIT.unreachable);
    });
    if (answer.status !== 200) throw new Error(`the collector answers HTTP ${answer.status}`);
    return agentConfigSchema.parse(JSON.parse(answer.body));
  } finally {
    client.close();
  }
}

/** Each kind of its probes can be loaded and started; nothing is sent: they are ended before their first round. */
async function tryProbes({ jobs, profiles }: AgentConfig): Promise<number> {
  const library = new ProfileLibrary();
  library.setOwn(profiles);
  const kinds = new Map(jobs.map((job) => [job.kind, job]));
  for (const job of kinds.values()) {
    const probe = await startProbe(job, {
      scheduler: new Scheduler(),
      logger: openLogger('self-test', 'silent'),
      now: Date.now,
      profiles: () => library.all(),
      emit: () => {},
    });
    probe.stop();
  }
  return kinds.size;
}

export async function runAgentSelfTest({ out }: Terminal, options: AgentCommandOptions): Promise<number> {
  const identity = await identityOf(options);
  await tryFolder(identity.dataDirectory);
  const config = await askForConfig(identity);
  const kinds = await tryProbes(config);
  out(JSON.stringify({ version: VERSION, agent: identity.id, jobs: config.jobs.length, kinds }));
  return EXIT.ok;
}
