/**
 * Brings the agent to a version that the collector offers: signed by the pinned key, newer, and tried before it takes
 * over. Whatever is wrong with it is told to the collector, and the agent goes on measuring as it is.
 */
import { statfs } from 'node:fs/promises';
import type { Logger } from 'pino';
import { reasonOf } from '../../config/error.ts';
import { bundleId, RefusedBundle, readManifest, unpackScript } from '../../config/signed-bundle.ts';
import type { BundleManifest, BundleReport, SignedManifest } from '../../model/agent-bundle.ts';
import { signedManifestSchema } from '../../model/agent-bundle.ts';
import { VERSION } from '../../model/version.ts';
import { compareVersions } from '../../model/version-order.ts';
import type { CollectorClient } from '../collector-client.ts';
import type { Timers } from '../scheduler.ts';
import type { BundleStore, TakenBundle } from './bundle-store.ts';
import { Download } from './download.ts';

/** What the measurements need is left free. */
const RESERVE_BYTES = 16 * 1024 * 1024;
/** After what may be better next time: the line, the disk. */
const RETRY_MS = 600_000;

export interface UpgradeParts {
  readonly client: CollectorClient;
  readonly store: BundleStore;
  /** The pinned one. */
  readonly publicKey: string;
  /** What this process was started as; `undefined`: the script as it was installed. */
  readonly running: TakenBundle | undefined;
  /** Runs a script's own test. @throws RefusedBundle with what it said. */
  readonly selfTest: (script: string) => Promise<void>;
  /** Stops, to be started anew with what was taken. */
  readonly restart: () => void;
  readonly timers: Timers;
  readonly logger: Logger;
}

export class UpgradeWatch {
  readonly #parts: UpgradeParts;
  #busy: Promise<void> | undefined;
  #download: { readonly id: string; readonly run: Download } | undefined;
  #retryMs = 0;
  /** Refused for good, also when the disk did not take it down. */
  #refused: string | undefined;
  /** The last that was told: the same again is no news. */
  #told = '';
  #kbps: number | undefined;
  #stopped = false;

  constructor(parts: UpgradeParts) {
    this.#parts = parts;
  }

  /** @param kbps of the line, for what is not measured now; `undefined`: all of it. */
  configure(kbps: number | undefined): void {
    this.#kbps = kbps;
  }

  /**
   * The collector has answered this agent as its own: a check-in.
   * @param offered id of the bundle that it offers.
   */
  answered(offered: string | undefined): void {
    this.#busy ??= this.#work(offered)
      .catch((error) => this.#parts.logger.warn({ err: error }, 'bundle: put off'))
      .finally(() => {
        this.#busy = undefined;
      });
  }

  async #work(offered: string | undefined): Promise<void> {
    await this.#checkIn();
    const { store, running, timers } = this.#parts;
    if (offered === undefined || this.#stopped || timers.monotonicMs() < this.#retryMs) return;
    const known = [running?.id, store.state.givenUp?.id, this.#refused];
    if (!known.includes(offered)) await this.#take(offered);
  }

  /** Ends the trial of what runs; tells of what was given up. */
  async #checkIn(): Promise<void> {
    const { store, running, logger } = this.#parts;
    const { trial, givenUp } = store.state;
    if (running && trial?.id === running.id) {
      await this.#report({ ...running, state: 'running' });
      store.setState({ current: running });
      store.tidy();
      logger.info({ version: running.version }, 'bundle: checked in, it stays');
    }
    if (givenUp && !givenUp.isTold) {
      const { id, version, reason, detail } = givenUp;
      logger.error({ version, reason, detail }, 'bundle: given up, back to the version before');
      await this.#report({ id, version, state: 'rolled_back', reason, detail });
      store.setState({ ...store.state, givenUp: { ...givenUp, isTold: true } });
      store.tidy();
    }
  }

  async #take(id: string): Promise<void> {
    const { store, logger, restart, running, selfTest } = this.#parts;
    let version = '';
    try {
      const signed = await this.#fetchManifest(id);
      const manifest = this.#accept(signed);
      version = manifest.version;
      await this.#checkRoom(manifest);
      logger.info({ version, bytes: manifest.bytes }, 'bundle: taken from the collector');
      const script = unpackScript(await this.#fetch(id, manifest), manifest);
      this.#download = undefined;
      store.put({ id, version }, JSON.stringify(signed), script);
      await selfTest(store.scriptOf({ id, version }));
      await this.#report({ id, version, state: 'trying' });
      if (this.#stopped) return;
      store.setState({
        ...(running ? { current: running } : {}),
        trial: { id, version, starts: 0 },
      });
      logger.info({ version }, 'bundle: its own test is passed, it takes over');
      restart();
    } catch (error) {
      await this.#refuse(id, version, error);
    }
  }

  async #fetchManifest(id: string): Promise<SignedManifest> {
    const answer = await this.#parts.client.request({ method: 'GET', path: '/api/v1/agent/bundle' });
    if (answer.status !== 200) throw new RefusedBundle('download', `HTTP ${answer.status}`);
    const signed = signedManifestSchema.safeParse(parseJson(answer.body));
    if (!signed.success) throw new RefusedBundle('format', 'the collector’s answer is no signed manifest');
    // Another may have been offered meanwhile.
    if (bundleId(signed.data) !== id) throw new RefusedBundle('download', 'another bundle is offered now');
    return signed.data;
  }

  #accept(signed: SignedManifest): BundleManifest {
    const manifest = readManifest(signed, this.#parts.publicKey);
    if (compareVersions(manifest.version, VERSION) <= 0)
      throw new RefusedBundle('older', `${manifest.version} is not newer than ${VERSION}`);
    return manifest;
  }

  async #checkRoom({ bytes, script_bytes: scriptBytes }: BundleManifest): Promise<void> {
    const { bavail, bsize } = await statfs(this.#parts.store.dataFolder);
    const needed = bytes + scriptBytes + RESERVE_BYTES;
    if (bavail * bsize < needed)
      throw new RefusedBundle('no_room', `${bavail * bsize} octets free, ${needed} wanted`);
  }

  async #fetch(id: string, { bytes }: BundleManifest): Promise<Buffer> {
    if (this.#download?.id !== id) this.#download = { id, run: new Download(id, bytes) };
    return this.#download.run.run(this.#parts.client, (part) => this.#pace(part));
  }

  #pace(bytes: number): Promise<void> {
    if (this.#kbps === undefined) return Promise.resolve();
    const waitMs = (bytes * 8) / this.#kbps;
    return new Promise((resolve) => void this.#parts.timers.after(waitMs, resolve));
  }

  async #refuse(id: string, version: string, error: unknown): Promise<void> {
    const { store, logger, timers } = this.#parts;
    const { reason, message: detail } = asRefusal(error);
    const isForGood = reason !== 'download' && reason !== 'no_room';
    logger.error({ version, reason, detail }, 'bundle: refused, this version stays');
    if (isForGood) {
      this.#refused = id;
      this.#download = undefined;
      store.tidy();
    } else {
      this.#retryMs = timers.monotonicMs() + RETRY_MS;
    }
    await this.#report({ id, version, state: 'refused', reason, detail: detail.slice(0, 500) });
    if (isForGood && version !== '')
      store.setState({ ...store.state, givenUp: { id, version, reason, detail, isTold: true } });
  }

  /** @throws when the collector did not take it. */
  async #report(report: BundleReport): Promise<void> {
    const body = Buffer.from(JSON.stringify(report));
    if (body.toString() === this.#told) return;
    const headers = { 'content-type': 'application/json' };
    const path = '/api/v1/agent/bundle';
    const { status } = await this.#parts.client.request({ method: 'POST', path, headers, body });
    if (status !== 204) throw new Error(`the report of a bundle was answered with HTTP ${status}`);
    this.#told = body.toString();
  }

  stop(): void {
    this.#stopped = true;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asRefusal(error: unknown): RefusedBundle {
  if (error instanceof RefusedBundle) return error;
  const reason = reasonOf(error);
  const isDisk = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'].includes(reason);
  return new RefusedBundle(isDisk ? 'no_room' : 'download', reason);
}
