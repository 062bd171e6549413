/** Whether the one file takes new versions, and the start of one that it has taken. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TakenBundle } from '../agent/upgrade/bundle-store.ts';
import { launchedAs, launchTaken } from '../agent/upgrade/launch.ts';
import { parseDuration } from '../model/duration.ts';
import type { AgentCommandOptions } from './agent-options.ts';
import { agentFolderOf } from './agent-place.ts';

/** A new version has to have reached the collector in this time; longer where lines are down for longer. */
const TRIAL_MS = 180_000;
const SHORTEST_TRIAL_MS = 2_000;
const LONGEST_TRIAL_MS = 3_600_000;

export interface Upgrades {
  /** Public key, base64. */
  readonly publicKey: string;
  readonly running: TakenBundle | undefined;
}

/** systemd starts again what has ended, and tells its services so (systemd.exec(5)). */
function isWanted({ upgrades }: AgentCommandOptions): boolean {
  return upgrades === 'yes' || (upgrades === undefined && process.env.INVOCATION_ID !== undefined);
}

/** As enrolled: looked for here without the schema library, and checked where it is used. */
function pinnedKey(options: AgentCommandOptions): string | undefined {
  if (options.bundleKey !== undefined) return options.bundleKey;
  try {
    const text = readFileSync(join(agentFolderOf(options), 'enrolment.json'), 'utf8');
    const { bundle_key: key } = JSON.parse(text) as Record<string, unknown>;
    return typeof key === 'string' ? key : undefined;
  } catch {
    return undefined;
  }
}

function trialMs(): number {
  const given = parseDuration(process.env.CANHMANG_UPGRADE_TRIAL ?? '') ?? TRIAL_MS;
  return Math.min(LONGEST_TRIAL_MS, Math.max(SHORTEST_TRIAL_MS, given));
}

/**
 * @param file the script that was started.
 * @returns how this script is to go on, or that it has started another one.
 */
export function launch(options: AgentCommandOptions, file: string): Upgrades | undefined | 'launched' {
  const running = launchedAs(process.env);
  const publicKey = isWanted(options) ? pinnedKey(options) : undefined;
  if (publicKey === undefined) return undefined;
  if (running) return { publicKey, running };
  const say = (text: string) => void process.stderr.write(`canhmang: ${text}\n`);
  const dataFolder = agentFolderOf(options);
  const isLaunched = launchTaken({ file, dataFolder, publicKey, trialMs: trialMs(), say });
  return isLaunched ? 'launched' : { publicKey, running: undefined };
}
