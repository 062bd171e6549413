/** InfluxDB 1.x: written through the `influx` package, read with InfluxQL. */
import type { IPoint } from 'influx';
import { InfluxDB } from 'influx';
import { reasonOf } from '../../../config/error.ts';
import type { StoreSettings } from '../../../config/schema/store.ts';
import { formatField, formatSeries, writable } from '../../../model/line-protocol.ts';
import type { FieldValue, Point } from '../../../model/point.ts';
import { InfluxqlClient } from '../influxql/client.ts';
import { fittingIntegers, KnownTypes, sendFitting } from '../influxql/partial-write.ts';
import { InfluxqlReads } from '../influxql/reads.ts';
import { readRolled } from '../influxql/rolled.ts';
import { name } from '../influxql/text.ts';
import type {
  LatestValue,
  SeriesQuery,
  StoreCapabilities,
  SummaryQuery,
  TimeRange,
} from '../metric-store.ts';
import type { Refusal, ServerLink } from '../server/link.ts';
import type { RollupTier } from '../server/rolled.ts';
import { TIERS } from '../server/rolled.ts';
import type { RollupPlace } from '../server/rollups.ts';
import { RequestTooLarge, StoreAway } from '../store-away.ts';

export type Influxdb1Settings = Extract<StoreSettings, { kind: 'influxdb1' }>;

/** InfluxDB's own advice for a request's size is 5,000 to 10,000 lines. */
const REQUEST_POINTS = 5_000;

/** One server: nothing is gained by leaving it out for a while; when to ask again is decided above. */
const NO_BACKOFF = { getDelay: () => 0, next: () => NO_BACKOFF, reset: () => NO_BACKOFF };

/** A value that the package puts into the line as it is: it writes bigints as floats and doubles some backslashes. */
class WrittenValue {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

function writtenFields(fields: Readonly<Record<string, FieldValue>>): Record<string, WrittenValue> {
  const written: Record<string, WrittenValue> = {};
  for (const [field, value] of Object.entries(fields)) {
    const text = formatField(value);
    if (text !== undefined) written[writable(field)] = new WrittenValue(text);
  }
  return written;
}

/** The package does not escape measurements: ours comes with the tags behind it, escaped as the grammar wants it. */
function writtenPoint({ measurement, tags, fields, timeMs }: Point): IPoint {
  return {
    measurement: formatSeries(measurement, tags),
    fields: writtenFields(fields),
    timestamp: String(Math.round(timeMs)),
  };
}

const HTTP_STATUS = /^A (\d{3}) /;

/** The package tells the status in its sentence only. */
function statusOf(error: unknown): string | undefined {
  return error instanceof Error ? HTTP_STATUS.exec(error.message)?.[1] : undefined;
}

function away(error: unknown): StoreAway {
  const reason = reasonOf(error);
  return statusOf(error) === '413' ? new RequestTooLarge(reason) : new StoreAway(reason);
}

const RAW_POLICY = 'canhmang_raw';
const policyOf = ({ name }: RollupTier) => `canhmang_${name}`;

interface Policy {
  readonly name: string;
  readonly keepMs: number;
  readonly isDefault: boolean;
}

function policies({ keep_raw, keep_rollups }: Influxdb1Settings): Policy[] {
  return [
    { name: RAW_POLICY, keepMs: keep_raw, isDefault: true },
    ...TIERS.map((tier) => ({ name: policyOf(tier), keepMs: keep_rollups, isDefault: false })),
  ];
}

export class Influxdb1Link implements ServerLink {
  readonly capabilities: StoreCapabilities = { values: 'typed', retention: 'driver' };
  readonly identity: string;
  readonly requestPoints = REQUEST_POINTS;
  /** It answers when its log is on disk. */
  readonly durableAfterMs = 0;
  readonly #settings: Influxdb1Settings;
  readonly #influx: InfluxDB;
  readonly #client: InfluxqlClient;
  readonly #reads: InfluxqlReads;
  readonly rollups: RollupPlace;
  readonly #known = new KnownTypes();

  /** @param password of the settings' user. */
  constructor(settings: Influxdb1Settings, password: string | undefined) {
    this.#settings = settings;
    const { url, database, user, timeout: timeoutMs } = settings;
    this.identity = `influxdb1 ${url} ${database}`;
    const { protocol, hostname, port, pathname } = new URL(url);
    const credentials = user === undefined ? {} : { username: user, password: password ?? '' };
    this.#influx = new InfluxDB({
      protocol: protocol === 'https:' ? 'https' : 'http',
      host: hostname,
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
      path: pathname === '/' ? '' : pathname.replace(/\/$/, ''),
      database,
      ...credentials,
      pool: { backoff: NO_BACKOFF, maxRetries: 1, requestTimeout: timeoutMs },
    });
    const headers: Record<string, string> = {};
    if (user !== undefined) {
      headers.authorization = `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`;
    }
    this.#client = new InfluxqlClient({ url, database, headers, timeoutMs });
    this.#reads = new InfluxqlReads(this.#client);
    const known = new Map(TIERS.map((tier) => [tier, new KnownTypes()]));
    this.rollups = {
      begin: async () => async (tier, points) => {
        await this.#write(points, known.get(tier) ?? new KnownTypes(), policyOf(tier));
      },
      read: (tier, selection) =>
        readRolled(this.#client, `${name(policyOf(tier))}.${name(selection.measurement)}`, selection),
    };
  }

  async prepare(): Promise<void> {
    try {
      await this.#influx.createDatabase(this.#settings.database);
      const existing = await this.#influx.showRetentionPolicies(this.#settings.database);
      for (const policy of policies(this.#settings)) {
        const options = {
          duration: `${Math.round(policy.keepMs / 1_000)}s`,
          replication: 1,
          isDefault: policy.isDefault,
        };
        if (existing.some((one) => one.name === policy.name))
          await this.#influx.alterRetentionPolicy(policy.name, options);
        else await this.#influx.createRetentionPolicy(policy.name, options);
      }
    } catch (error) {
      throw away(error);
    }
  }

  send(points: readonly Point[]): Promise<Refusal[]> {
    return this.#write(points, this.#known, RAW_POLICY);
  }

  #write(points: readonly Point[], known: KnownTypes, retentionPolicy: string): Promise<Refusal[]> {
    return sendFitting(points.map(fittingIntegers), known, async (writable) => {
      try {
        await this.#influx.writePoints(writable.map(writtenPoint), { precision: 'ms', retentionPolicy });
        return undefined;
      } catch (error) {
        // What the server will never take; anything else may succeed later.
        if (statusOf(error) === '400') return reasonOf(error);
        throw away(error);
      }
    });
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

  latestSince(fromMs: number): Promise<(LatestValue & { measurement: string })[]> {
    return this.#reads.latestSince(fromMs);
  }

  /** InfluxQL deletes in all retention policies: roll-ups of that time go too. */
  async removeBefore(measurement: string, beforeMs: number): Promise<void> {
    await this.#client.ask(`DELETE FROM ${name(measurement)} WHERE time < ${beforeMs}ms`);
  }

  async close(): Promise<void> {}
}
