/** The buckets of InfluxDB 2.x: missing ones are made, those that are there are the administrator's and looked at. */
import { z } from 'zod';
import { ask } from '../server/http.ts';
import type { Finding } from '../server/link.ts';
import { keptFor } from '../server/retention.ts';
import { StoreAway } from '../store-away.ts';

export interface BucketsSettings {
  readonly url: string;
  readonly org: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export interface WantedBucket {
  readonly name: string;
  readonly keepMs: number;
  /** The key of the configuration that says so. */
  readonly setting: 'keep_raw' | 'keep_rollups';
}

const bucketsSchema = z.object({
  buckets: z
    .array(
      z.object({
        name: z.string(),
        id: z.string().default(''),
        retentionRules: z.array(z.object({ everySeconds: z.number().default(0) })).default([]),
      }),
    )
    .default([]),
});
type Bucket = z.output<typeof bucketsSchema>['buckets'][number];

const orgsSchema = z.object({ orgs: z.array(z.object({ id: z.string() })).default([]) });

/** 0: for ever. */
const keepMsOf = ({ retentionRules }: Bucket) => (retentionRules[0]?.everySeconds ?? 0) * 1_000;

export class Buckets {
  readonly #settings: BucketsSettings;
  readonly #wanted: readonly WantedBucket[];

  /** @param wanted that of the raw values first: roll-ups are read and written in the others. */
  constructor(settings: BucketsSettings, wanted: readonly WantedBucket[]) {
    this.#settings = settings;
    this.#wanted = wanted;
  }

  async #call<T>(path: string, schema: z.ZodType<T>, body?: unknown): Promise<T> {
    const { url, headers, timeoutMs } = this.#settings;
    const answer = await ask(new URL(`${url.replace(/\/$/, '')}/api/v2/${path}`), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      timeoutMs,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return schema.parse(JSON.parse(answer));
  }

  async #find(name: string): Promise<Bucket | undefined> {
    const query = new URLSearchParams({ org: this.#settings.org, name });
    try {
      const { buckets } = await this.#call(`buckets?${query}`, bucketsSchema);
      return buckets.find((bucket) => bucket.name === name);
    } catch (error) {
      // 2.x answers so for a bucket that is not there.
      if (isNone(error)) return undefined;
      throw error;
    }
  }

  /**
   * Makes what is missing, with the retention of the configuration. A token that may not, or a server that makes
   * buckets when they are written to (3.x), is told of by `check`.
   * @throws StoreAway
   */
  async make(): Promise<void> {
    let orgId: string | undefined;
    for (const { name, keepMs } of this.#wanted) {
      try {
        if (await this.#find(name)) continue;
        const query = new URLSearchParams({ org: this.#settings.org });
        orgId ??= (await this.#call(`orgs?${query}`, orgsSchema)).orgs[0]?.id;
        if (orgId === undefined) return;
        const retentionRules = [{ type: 'expire', everySeconds: Math.round(keepMs / 1_000) }];
        await this.#call('buckets', z.unknown(), { orgID: orgId, name, retentionRules });
      } catch (error) {
        if (!isNotForUs(error)) throw error;
      }
    }
  }

  /** @throws StoreAway */
  async check(): Promise<Finding[]> {
    const findings: Finding[] = [];
    const { org } = this.#settings;
    for (const { name, keepMs, setting } of this.#wanted) {
      const wanted = keptFor(keepMs);
      try {
        const bucket = await this.#find(name);
        if (!bucket) {
          const make = `influx bucket create --org "${org}" --name "${name}" --retention ${wanted}`;
          findings.push(`there is no bucket "${name}", and this token may not make it: ${make}`);
          continue;
        }
        const isKeptMs = keepMsOf(bucket);
        if (isKeptMs === Math.round(keepMs / 1_000) * 1_000) continue;
        const kept = isKeptMs === 0 ? 'for ever' : keptFor(isKeptMs);
        const change = `influx bucket update --id ${bucket.id} --retention ${wanted}`;
        findings.push(`bucket "${name}" keeps its values ${kept}, ${setting} says ${wanted}: ${change}`);
      } catch (error) {
        if (!isNotForUs(error)) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        findings.push(
          `the retention of bucket "${name}" cannot be read (${reason}): see that it is ${wanted}`,
        );
      }
    }
    return findings;
  }
}

const statusOf = (error: unknown) => (error instanceof StoreAway ? error.status : undefined);

function isNone(error: unknown): boolean {
  return statusOf(error) === 404 && error instanceof Error && /bucket/i.test(error.message);
}

/** The server is there, and will not do this for this token, or is no 2.x. */
function isNotForUs(error: unknown): boolean {
  return !(error instanceof StoreAway) || [401, 403, 404, 405, 409].includes(error.status ?? 0);
}
