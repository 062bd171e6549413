/** The bundle that is offered to agents: one at a time, kept in the data folder, checked whenever it is read. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { BundleFile } from '../../config/signed-bundle.ts';
import { RefusedBundle, readBundleFile } from '../../config/signed-bundle.ts';

const targetsSchema = z.strictObject({
  /** Ids; absent: every agent. */
  agents: z.array(z.string()).optional(),
  /** Epoch milliseconds. */
  offeredMs: z.number(),
});

export interface Offer extends BundleFile {
  /** `undefined`: every agent. */
  readonly agents: readonly string[] | undefined;
  readonly offeredMs: number;
}

export class BundleOffer {
  readonly #folder: string;
  readonly #publicKey: string | undefined;
  #offer: Offer | undefined;

  /**
   * Reads what was offered before; what does not pass the check any more is not offered.
   * @param folder made when it is wanted.
   * @param publicKey of the configuration.
   */
  constructor(folder: string, publicKey: string | undefined, logger: Pick<Logger, 'error'>) {
    this.#folder = folder;
    this.#publicKey = publicKey;
    if (publicKey === undefined) return;
    try {
      const { agents, offeredMs } = targetsSchema.parse(
        JSON.parse(readFileSync(this.#path('targets.json'), 'utf8')),
      );
      this.#offer = {
        ...readBundleFile(readFileSync(this.#path('offer.bundle')), publicKey),
        agents,
        offeredMs,
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        logger.error({ err: error }, 'bundle: what was offered before is not offered any more');
    }
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  get current(): Offer | undefined {
    return this.#offer;
  }

  /** What is offered to this agent. */
  for(agent: string): Offer | undefined {
    const offer = this.#offer;
    return offer && (offer.agents?.includes(agent) ?? true) ? offer : undefined;
  }

  /**
   * In the place of what was offered before.
   * @param agents `undefined`: every agent.
   * @throws RefusedBundle
   */
  put(file: Buffer, agents: readonly string[] | undefined, nowMs: number): Offer {
    if (this.#publicKey === undefined)
      throw new RefusedBundle('signature', 'the configuration has no bundle_key');
    const bundle = readBundleFile(file, this.#publicKey);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    // Without targets there is no offer: should it end between the two, nothing is offered.
    rmSync(this.#path('targets.json'), { force: true });
    this.#write('offer.bundle', file);
    this.#write('targets.json', JSON.stringify({ agents, offeredMs: nowMs }));
    this.#offer = { ...bundle, agents, offeredMs: nowMs };
    return this.#offer;
  }

  #write(name: string, content: Buffer | string): void {
    writeFileSync(this.#path(`${name}.new`), content, { mode: 0o600, flush: true });
    renameSync(this.#path(`${name}.new`), this.#path(name));
  }

  /** @returns whether there was one. */
  withdraw(): boolean {
    const was = this.#offer !== undefined;
    this.#offer = undefined;
    rmSync(this.#folder, { recursive: true, force: true });
    return was;
  }
}
