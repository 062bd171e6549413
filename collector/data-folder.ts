/** The folder for everything that is stored: made, checked and locked before anything opens a file in it. */
import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf, UserError } from '../config/error.ts';
import { lockFile } from './ledger/sqlite/open.ts';

export interface DataFolder {
  readonly path: string;
  readonly ledger: string;
  readonly ingestLog: string;
  /** Tokens of the agents that are started with the collector. */
  readonly agents: string;
  /** The new version that is offered to agents. */
  readonly agentBundle: string;
  release(): void;
}

/** @throws UserError when it cannot be used or another collector uses it. */
export function openDataFolder(path: string): DataFolder {
  const agents = join(path, 'agents');
  try {
    mkdirSync(agents, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new UserError('data_unusable', { path, reason: reasonOf(error) });
  }
  let lock: ReturnType<typeof lockFile>;
  try {
    lock = lockFile(join(path, 'collector.lock'));
  } catch (error) {
    throw new UserError('data_unusable', { path, reason: reasonOf(error) });
  }
  if (!lock) throw new UserError('data_locked', { path });
  return {
    path,
    ledger: join(path, 'ledger.sqlite'),
    ingestLog: join(path, 'ingest-log'),
    agents,
    agentBundle: join(path, 'agent-bundle'),
    release: lock.release,
  };
}
