/** `canhmang agent` */
import { readFileSync } from 'node:fs';
import { readEnrolment } from '../../agent/enrolment.ts';
import type { AgentOptions } from '../../agent/main.ts';
import { startAgent } from '../../agent/main.ts';
import { EXIT, reasonOf, UserError } from '../../config/error.ts';
import type { CollectorAlarm } from '../../model/channel-settings.ts';
import type { AgentCommandOptions } from '../agent-options.ts';
import { agentFolderOf } from '../agent-place.ts';
import type { Upgrades } from '../launch.ts';
import { openLogger } from '../logger.ts';
import { openTests } from '../remote/start-test.ts';
import { leaveSupervisor, tellSupervisor, untilToldToStop } from '../supervised.ts';

const DEFAULT_COLLECTOR = 'http://127.0.0.1:8105';

function readToken(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new UserError('token_file', { path, reason: reasonOf(error) });
  }
}

export type Identity = Pick<AgentOptions, 'id' | 'collectorUrl' | 'token' | 'trust' | 'dataDirectory'>;

/** Who it is and whom it talks to: as the command line says, or as it was enrolled. */
export async function identityOf(options: AgentCommandOptions): Promise<Identity> {
  const { id, tokenFile, collector } = options;
  if (id !== undefined && tokenFile !== undefined) {
    return {
      id,
      collectorUrl: collector ?? DEFAULT_COLLECTOR,
      token: readToken(tokenFile),
      dataDirectory: agentFolderOf(options),
    };
  }
  if (id !== undefined || tokenFile !== undefined) throw new UserError('agent_options');
  const dataDirectory = agentFolderOf(options);
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

/** The arguments by which a new version tests itself as this agent. */
function selfTestArgs({ id, tokenFile, collector }: AgentCommandOptions, folder: string): string[] {
  const given = { '--id': id, '--token-file': tokenFile, '--collector': collector };
  const written = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [name, value],
  );
  return ['agent', 'self-test', ...written, '--data', folder];
}

async function openUpgrades(
  options: AgentCommandOptions,
  { publicKey, running }: Upgrades,
  folder: string,
  restart: () => void,
): Promise<NonNullable<AgentOptions['upgrades']>> {
  const { BundleStore } = await import('../../agent/upgrade/bundle-store.ts');
  const { isPublicKey } = await import('../../config/bundle-signature.ts');
  if (!isPublicKey(publicKey)) throw new UserError('bundle_key', { value: publicKey });
  const selfTest = async (script: string) => {
    const { runSelfTest } = await import('../../agent/upgrade/run-self-test.ts');
    return runSelfTest(script, selfTestArgs(options, folder));
  };
  return { store: new BundleStore(folder), publicKey, running, selfTest, restart };
}

/** @param upgrades of the one file, where it takes new versions. */
export async function runAgent(options: AgentCommandOptions, upgrades?: Upgrades): Promise<number> {
  const identity = await identityOf(options);
  const place = { dataFolder: identity.dataDirectory, collectorUrl: identity.collectorUrl };
  let restart: () => void = () => {};
  const toldToRestart = new Promise<void>((resolve) => {
    restart = resolve;
  });
  const agent = await startAgent({
    ...identity,
    ...(upgrades && { upgrades: await openUpgrades(options, upgrades, identity.dataDirectory, restart) }),
    ...(options.remoteTests === 'no' ? {} : { startTest: openTests(place) }),
    openAlarmSenders: (settings) => openAlarmSenders(settings, identity.dataDirectory),
    logger: openLogger(`agent ${identity.id}`, options.logLevel),
  });
  tellSupervisor({ ready: true });
  await Promise.race([untilToldToStop(), toldToRestart]);
  await agent.stop();
  leaveSupervisor();
  return EXIT.ok;
}
