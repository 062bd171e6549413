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
import { ReopeningCollector } from './reopening.ts';

export interface CollectorOptions {
  readonly config: LoadedConfig;
  /** What the configuration says when it is to be taken over. @throws when it cannot be used. */
  readonly reload: () => LoadedConfig;
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
  /** Rejects when it has ended by itself. */
  readonly failed: Promise<never>;
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
  const { logger, singleAddress } = options;
  suitOneCore();
  const { host, port } = parseListen(options.listen);
  const folder = openDataFolder(options.dataDirectory);
  let reopening: ReopeningCollector | undefined;
  const open = async (config: LoadedConfig, atPort: number) => {
    for (const { code, place, params } of config.leftOut)
      logger.warn({ code, place, params }, 'configuration: an entry is left out');
    const takeOver = () => reopening?.takeOver();
    const app = await openCollector({ config, folder, singleAddress, takeOver, now: Date.now, logger });
    try {
      await agentTokens(app, config, folder.agents);
      return { app, url: await listenOrExplain(app, host, atPort) };
    } catch (error) {
      await app.close();
      throw error;
    }
  };
  try {
    const { app, url } = await open(options.config, port);
    const setupUrl = await offerSetup(app, options.config, url);
    logger.info({ url, data: folder.path }, 'collector listens');
    const samePort = Number(new URL(url).port);
    const opened = new ReopeningCollector(app, {
      reload: options.reload,
      open: async (config) => (await open(config, samePort)).app,
      logger,
    });
    reopening = opened;
    return {
      url,
      setupUrl,
      failed: opened.failed,
      async stop() {
        await opened.stop();
        folder.release();
      },
    };
  } catch (error) {
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
