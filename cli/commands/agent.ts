/** `canhmang agent` */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { startAgent } from '../../agent/main.ts';
import { EXIT, reasonOf, UserError } from '../../config/error.ts';
import { leaveSupervisor, tellSupervisor, untilToldToStop } from '../supervised.ts';
import type { Terminal } from '../terminal.ts';
import { openLogger } from '../terminal.ts';

export interface AgentCommandOptions {
  readonly id: string;
  readonly collector: string;
  readonly tokenFile: string;
  readonly data?: string;
  readonly logLevel: string;
}

function readToken(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new UserError('token_file', { path, reason: reasonOf(error) });
  }
}

export async function runAgent(_terminal: Terminal, options: AgentCommandOptions): Promise<number> {
  const agent = await startAgent({
    id: options.id,
    collectorUrl: options.collector,
    token: readToken(options.tokenFile),
    dataDirectory: resolve(options.data ?? `data/agents/${options.id}`),
    logger: openLogger(`agent ${options.id}`, options.logLevel),
  });
  tellSupervisor({ ready: true });
  await untilToldToStop();
  await agent.stop();
  leaveSupervisor();
  return EXIT.ok;
}
