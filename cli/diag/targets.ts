/** What to measure against: as the command line says, else as the agent of this machine was told. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CollectorTrust } from '../../agent/collector-trust.ts';
import { readEnrolment } from '../../agent/enrolment.ts';
import { UserError } from '../../config/error.ts';
import type { AgentConfig } from '../../model/probe-settings.ts';
import { agentConfigSchema } from '../../model/probe-settings.ts';
import { splitTarget } from '../../model/target.ts';

export interface TargetOptions {
  readonly core?: string;
  readonly hub?: string;
  readonly collector?: string;
  readonly dns?: string;
  readonly ntp?: string;
  /** Folder of the agent. */
  readonly data?: string;
}

export interface Targets {
  readonly core: string | undefined;
  readonly hub: string | undefined;
  readonly collector: string | undefined;
  readonly trust: CollectorTrust;
  /** Name servers; `undefined`: those that the machine asks. */
  readonly dns: string | undefined;
  /** Time server. */
  readonly ntp: string | undefined;
}

/** Where an enrolled agent keeps everything: beside where it is started. */
const AGENT_FOLDER = 'data/agent';

/** Nothing of it has to be there. @throws UserError for what the command line says wrongly. */
export async function findTargets(options: TargetOptions): Promise<Targets> {
  const folder = resolve(options.data ?? AGENT_FOLDER);
  const [config, enrolment] = await Promise.all([
    readAgentConfig(folder),
    // Without root the file is not for everybody to read: then the command line has to say it.
    readEnrolment(folder).catch(() => undefined),
  ]);
  const collector = options.collector ?? enrolment?.collector;
  if (collector !== undefined && !/^https?:/.test(URL.canParse(collector) ? new URL(collector).protocol : ''))
    throw new UserError('collector_url', { url: collector });
  const { ca, pin } = enrolment ?? {};
  return {
    core: options.core ?? config?.jobs.map(coreOf).find((host) => host !== undefined),
    hub: options.hub,
    collector,
    trust: { ...(ca === undefined ? {} : { ca }), ...(pin === undefined ? {} : { pin }) },
    dns: options.dns,
    ntp: options.ntp ?? config?.jobs.map(timeServerOf).find((host) => host !== undefined),
  };
}

async function readAgentConfig(folder: string): Promise<AgentConfig | undefined> {
  try {
    const text = await readFile(join(folder, 'agent-config.json'), 'utf8');
    return agentConfigSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function coreOf({ role, target }: AgentConfig['jobs'][number]): string | undefined {
  return role === 'core' ? splitTarget(target, 0).host : undefined;
}

function timeServerOf(job: AgentConfig['jobs'][number]): string | undefined {
  return job.kind === 'host' ? job.settings.ntp_servers[0] : undefined;
}
