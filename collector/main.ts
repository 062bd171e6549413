/** Starts the collector: folder, tokens, listener. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { reasonOf, UserError } from '../config/error.ts';
import type { LoadedConfig } from '../config/load.ts';
import { invitationUrl, invite } from './accounts/invitations.ts';
import { hasAdmin } from './accounts/users.ts';
import { holderOf, issueToken } from './api/auth/tokens.ts';
import type { CollectorApp } from './app.ts';
import { openCollector } from './app.ts';
import { openDataFolder } from './data-folder.ts';
import { suitOneCore } from './one-core.ts';

export interface CollectorOptions {
  readonly config: LoadedConfig;
  /** `address:port` */
  readonly listen: string;
  readonly dataDirectory: string;
  readonly singleAddress: boolean;
  readonly logger: Logger;
}

export interface RunningCollector {
  /** `http://127.0.0.1:8105` */
  readonly url: string;
  /** By which the first admin sets a password; `undefined` when there is one already. */
  readonly setupUrl: string | undefined;
  stop(): Promise<void>;
}

const LISTEN = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/;

/** @throws UserError when it is not `address:port`. */
export function parseListen(listen: string): { host: string; port: number } {
  const match = LISTEN.exec(listen);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (!host || port > 65_535) throw new UserError('listen_bad', { value: listen });
  return { host, port };
}

/** @throws UserError when the folder or the port cannot be had. */
export async function startCollector(options: CollectorOptions): Promise<RunningCollector> {
  const { config, logger } = options;
  suitOneCore();
  const { host, port } = parseListen(options.listen);
  for (const { code, place, params } of config.leftOut)
    logger.warn({ code, place, params }, 'configuration: an entry is left out');
  const folder = openDataFolder(options.dataDirectory);
  let app: CollectorApp | undefined;
  try {
    app = await openCollector({
      config,
      folder,
      singleAddress: options.singleAddress,
      now: Date.now,
      logger,
    });
    await agentTokens(app, config, folder.agents);
    const url = await listenOrExplain(app, host, port);
    const setupUrl = await offerSetup(app, config, url);
    logger.info({ url, data: folder.path }, 'collector listens');
    const opened = app;
    return {
      url,
      setupUrl,
      async stop() {
        await opened.close();
        folder.release();
      },
    };
  } catch (error) {
    await app?.close();
    folder.release();
    throw error;
  }
}

async function listenOrExplain(app: CollectorApp, host: string, port: number): Promise<string> {
  try {
    return await app.listen(host, port);
  } catch (error) {
    const reason = reasonOf(error);
    const listen = `${host}:${port}`;
    if (reason === 'EADDRINUSE') throw new UserError('port_in_use', { host, port: String(port) });
    if (reason === 'EACCES') throw new UserError('listen_denied', { listen, reason });
    throw new UserError('listen_failed', { listen, reason });
  }
}

/** Where the token of an agent on this machine is: `<data>/agents/<id>/token`. */
export function tokenPath(agentsFolder: string, agentId: string): string {
  return join(agentsFolder, agentId, 'token');
}

/** Agents on this machine find theirs in the data folder and keep it. */
async function agentTokens(app: CollectorApp, config: LoadedConfig, agentsFolder: string): Promise<void> {
  for (const agent of config.installation.agents) {
    if (!agent.local || (await isKnown(app, tokenPath(agentsFolder, agent.id)))) continue;
    mkdirSync(join(agentsFolder, agent.id), { recursive: true, mode: 0o700 });
    const token = await issueToken(app.ledger, 'agent', agent.id, Date.now());
    writeFileSync(tokenPath(agentsFolder, agent.id), `${token}\n`, { mode: 0o600 });
  }
}

/** Until there is an admin every start offers a link for the first one; the demonstration is open. */
async function offerSetup({ ledger }: CollectorApp, config: LoadedConfig, url: string) {
  const { demonstration, public_url } = config.installation;
  if (demonstration || (await hasAdmin(ledger))) return undefined;
  return invitationUrl(public_url ?? url, await invite(ledger, undefined, Date.now()));
}

async function isKnown(app: CollectorApp, path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  return (await holderOf(app.ledger, readFileSync(path, 'utf8').trim(), Date.now())) !== undefined;
}
