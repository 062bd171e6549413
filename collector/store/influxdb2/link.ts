/**
 * InfluxDB 2.x and 3.x: written through `@influxdata/influxdb-client`, read with InfluxQL, which both answer at
 * `/query` (2.x once the bucket has a DBRP mapping).
 */
import type { WriteApi } from '@influxdata/influxdb-client';
import { HttpError, InfluxDB, setLogger } from '@influxdata/influxdb-client';
import type { StoreSettings } from '../../../config/schema/store.ts';
import { formatPoint } from '../../../model/line-protocol.ts';
import type { Point } from '../../../model/point.ts';
import { InfluxqlClient } from '../influxql/client.ts';
import { fittingIntegers, KnownTypes, sendFitting } from '../influxql/partial-write.ts';
import { InfluxqlReads } from '../influxql/reads.ts';
import { readRolled } from '../influxql/rolled.ts';
import { name } from '../influxql/text.ts';
import type { SeriesQuery, StoreCapabilities, SummaryQuery, TimeRange } from '../metric-store.ts';
import { checkStatus, ServerRefusal } from '../server/http.ts';
import type { Finding, Refusal, ServerLink } from '../server/link.ts';
import { TIERS } from '../server/rolled.ts';
import type { RollupPlace } from '../server/rollups.ts';
import { StoreAway } from '../store-away.ts';
import { Buckets } from './buckets.ts';

export type Influxdb2Settings = Extract<StoreSettings, { kind: 'influxdb2' }>;

const REQUEST_POINTS = 5_000;
/** Smaller bodies are sent as they are. */
const GZIP_FROM_BYTES = 1_000;

/** @returns what the server will never take. @throws StoreAway */
function complaintOf(error: Error): string {
  if (!(error instanceof HttpError)) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new StoreAway(code ?? message);
  }
  try {
    const retryAfter = error.headers?.['retry-after'];
    checkStatus(
      error.statusCode,
      error.body ?? error.message,
      typeof retryAfter === 'string' ? retryAfter : null,
    );
    throw new StoreAway(error.message);
  } catch (refusal) {
    if (refusal instanceof ServerRefusal) return refusal.message;
    throw refusal;
  }
}

/** A bucket, and the types that its fields are known to have. */
interface Target {
  readonly writer: WriteApi;
  readonly known: KnownTypes;
}

function write({ writer, known }: Target, points: readonly Point[]): Promise<Refusal[]> {
  return sendFitting(points.map(fittingIntegers), known, async (writable) => {
    const lines = writable.map(formatPoint).filter((line) => line !== undefined);
    writer.writeRecords(lines);
    try {
      await writer.flush();
      return undefined;
    } catch (error) {
      return complaintOf(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

export class Influxdb2Link implements ServerLink {
  readonly capabilities: StoreCapabilities = { values: 'typed', retention: 'server' };
  readonly identity: string;
  readonly requestPoints = REQUEST_POINTS;
  readonly durableAfterMs = 0;
  readonly rollups: RollupPlace;
  readonly #buckets: Buckets;
  readonly #raw: Target;
  readonly #targets: readonly Target[];
  readonly #reads: InfluxqlReads;

  constructor(settings: Influxdb2Settings, token: string | undefined) {
    const { url, org, bucket, database = bucket, timeout } = settings;
    this.identity = `influxdb2 ${url} ${org} ${bucket}`;
    // The package's words are said by us, once.
    setLogger({ error: () => undefined, warn: () => undefined });
    const influx = new InfluxDB({ url, timeout, ...(token === undefined ? {} : { token }) });
    // When to send and when to try again is decided above: what is not acknowledged stays in the ingest log.
    const targetOf = (name: string): Target => ({
      writer: influx.getWriteApi(org, name, 'ns', {
        batchSize: REQUEST_POINTS + 1,
        flushInterval: 0,
        maxRetries: 0,
        gzipThreshold: GZIP_FROM_BYTES,
        writeFailed: (error) => Promise.reject(error),
      }),
      known: new KnownTypes(),
    });
    const headers = token === undefined ? {} : { authorization: `Token ${token}` };
    const clientOf = (name: string) =>
      new InfluxqlClient({ url, database: name, headers, timeoutMs: timeout });
    this.#raw = targetOf(bucket);
    this.#reads = new InfluxqlReads(clientOf(database));
    const tiers = new Map(
      TIERS.map((tier) => {
        const name = `${bucket}_${tier.name}`;
        return [tier.name, { name, target: targetOf(name), client: clientOf(name) }];
      }),
    );
    this.#targets = [this.#raw, ...[...tiers.values()].map(({ target }) => target)];
    this.rollups = {
      begin: async () => async (tier, points) => {
        const place = tiers.get(tier.name);
        if (place) await write(place.target, points);
      },
      read: async (tier, selection) => {
        const place = tiers.get(tier.name);
        return place ? readRolled(place.client, name(selection.measurement), selection) : [];
      },
    };
    const { keep_raw: keepRawMs, keep_rollups: keepMs } = settings;
    const wanted = [...tiers.values()].map(({ name }) => ({
      name,
      keepMs,
      setting: 'keep_rollups' as const,
    }));
    this.#buckets = new Buckets({ url, org, headers, timeoutMs: timeout }, [
      { name: bucket, keepMs: keepRawMs, setting: 'keep_raw' },
      ...wanted,
    ]);
  }

  async prepare(): Promise<void> {
    await this.#buckets.make();
  }

  check(): Promise<Finding[]> {
    return this.#buckets.check();
  }

  send(points: readonly Point[]): Promise<Refusal[]> {
    return write(this.#raw, points);
  }

  series(query: SeriesQuery) {
    return this.#reads.series(query);
  }

  summary(query: SummaryQuery) {
    return this.#reads.summary(query);
  }

  measurements() {
    return this.#reads.measurements();
  }

  list(measurement: string, tags: Readonly<Record<string, string>>) {
    return this.#reads.list(measurement, tags);
  }

  extent(measurement: string) {
    return this.#reads.extent(measurement);
  }

  points(
    measurement: string,
    range: TimeRange,
    tags?: Readonly<Record<string, string>>,
    fields?: readonly string[],
  ) {
    return this.#reads.points(measurement, range, tags, fields);
  }

  latestSince(fromMs: number) {
    return this.#reads.latestSince(fromMs);
  }

  async removeBefore(): Promise<void> {
    throw new Error('retention is set at the bucket');
  }

  async close(): Promise<void> {
    for (const { writer } of this.#targets) await writer.close();
  }
}
