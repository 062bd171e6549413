/** `canhmang agent` */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readEnrolment } from '../../agent/enrolment.ts';
import type { AgentOptions } from '../../agent/main.ts';
import { startAgent } from '../../agent/main.ts';
import { EXIT, reasonOf, UserError } from '../../config/error.ts';
import type { CollectorAlarm } from '../../model/channel-settings.ts';
import type { AgentCommandOptions } from '../agent-options.ts';
import { openLogger } from '../logger.ts';
import { openTests } from '../remote/start-test.ts';
import { leaveSupervisor, tellSupervisor, untilToldToStop } from '../supervised.ts';

/** Where an enrolled agent keeps everything, beside where it is started. */
export const AGENT_FOLDER = 'data/agent';
const DEFAULT_COLLECTOR = 'http://127.0.0.1:8105';

function readToken(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new UserError('token_file', { path, reason: reasonOf(error) });
  }
}

type Identity = Pick<AgentOptions, 'id' | 'collectorUrl' | 'token' | 'trust' | 'dataDirectory'>;

/** Who it is and whom it talks to: as the command line says, or as it was enrolled. */
async function identityOf(options: AgentCommandOptions): Promise<Identity> {
  const { id, tokenFile, collector, data } = options;
  if (id !== undefined && tokenFile !== undefined) {
    return {
      id,
      collectorUrl: collector ?? DEFAULT_COLLECTOR,
      token: readToken(tokenFile),
      dataDirectory: resolve(data ?? `data/agents/${id}`),
    };
  }
  if (id !== undefined || tokenFile !== undefined) throw new UserError('agent_options');
  const dataDirectory = resolve(data ?? AGENT_FOLDER);
  const { agent, token, ca, pin, ...enrolled } = await readEnrolment(dataDirectory);
  const trust = { ...(ca === undefined ? {} : { ca }), ...(pin === undefined ? {} : { pin }) };
  return { id: agent, collectorUrl: collector ?? enrolled.collector, token, trust, dataDirectory };
}

/** The collector's own channels; they are loaded where an agent has an alarm only. */
async function openAlarmSenders({ smtp, smpp, gammu, http_sms }: CollectorAlarm, folder: string) {
  const { openChannels } = await import('../../collector/notify/channels/open-channels.ts');
  const parts = { folder, now: Date.now, onUndelivered: () => {} };
  return openChannels({ smtp, smpp, gammu, http_sms }, parts);
}

export async function runAgent(options: AgentCommandOptions): Promise<number> {
  const identity = await identityOf(options);
  const place = { dataFolder: identity.dataDirectory, collectorUrl: identity.collectorUrl };
  const agent = await startAgent({
    ...identity,
    ...(options.remoteTests === 'no' ? {} : { startTest: openTests(place) }),
    openAlarmSenders: (settings) => openAlarmSenders(settings, identity.dataDirectory),
    logger: openLogger(`agent ${identity.id}`, options.logLevel),
  });
  tellSupervisor({ ready: true });
  await untilToldToStop();
  await agent.stop();
  leaveSupervisor();
  return EXIT.ok;
}
