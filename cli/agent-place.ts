/** Where an agent keeps everything. On its own, for what looks there before anything else is loaded. */
import { resolve } from 'node:path';
import type { AgentCommandOptions } from './agent-options.ts';

/** Of an enrolled agent, beside where it is started. */
const AGENT_FOLDER = 'data/agent';

export function agentFolderOf({ id, data }: Pick<AgentCommandOptions, 'id' | 'data'>): string {
  return resolve(data ?? (id === undefined ? AGENT_FOLDER : `data/agents/${id}`));
}
