/** A bundle from the collector, part by part: as slow as the line wants it, and going on where it was cut off. */

import { RefusedBundle } from '../../config/signed-bundle.ts';
import { BUNDLE_PART_BYTES } from '../../model/agent-bundle.ts';
import type { CollectorClient } from '../collector-client.ts';

/** Partial content (RFC 9110 section 15.3.7). */
const PARTIAL = 206;

export class Download {
  readonly #path: string;
  readonly #bytes: number;
  #parts: Buffer[] = [];
  #have = 0;

  /** @param bytes of the whole. */
  constructor(id: string, bytes: number) {
    this.#path = `/api/v1/agent/bundle/${id}`;
    this.#bytes = bytes;
  }

  /**
   * Fetches what is missing. When it is cut off, the next call goes on from there.
   * @param pace waits after each part, by its octets.
   * @throws RefusedBundle, or what the client throws.
   */
  async run(client: CollectorClient, pace: (bytes: number) => Promise<void>): Promise<Buffer> {
    while (this.#have < this.#bytes) {
      const last = Math.min(this.#bytes, this.#have + BUNDLE_PART_BYTES) - 1;
      const headers = { range: `bytes=${this.#have}-${last}` };
      const { status, octets } = await client.request({ method: 'GET', path: this.#path, headers });
      if (status !== PARTIAL) throw new RefusedBundle('download', `HTTP ${status}`);
      const wanted = last - this.#have + 1;
      if (octets.length !== wanted)
        throw new RefusedBundle('download', `${octets.length} octets of ${wanted} came`);
      this.#parts.push(octets);
      this.#have += octets.length;
      await pace(octets.length);
    }
    return Buffer.concat(this.#parts);
  }
}
