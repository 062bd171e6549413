/** VictoriaMetrics: written as line protocol, read with MetricsQL; one machine, or its cluster. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { StoreSettings } from '../../../config/schema/store.ts';
import { formatPoint } from '../../../model/line-protocol.ts';
import type { FieldValue, Point } from '../../../model/point.ts';
import type { SeriesQuery, StoreCapabilities, SummaryQuery, TimeRange } from '../metric-store.ts';
import { ask, ServerRefusal } from '../server/http.ts';
import type { Finding, Refusal, ServerLink } from '../server/link.ts';
import type { RollupPlace } from '../server/rollups.ts';
import { VictoriaMetricsClient } from './client.ts';
import { MEASUREMENT_LABEL } from './metricsql.ts';
import { VictoriaMetricsReads } from './reads.ts';
import { checkRetention } from './retention.ts';
import { VictoriaMetricsRollups } from './rollups.ts';

export type VictoriaMetricsSettings = Extract<StoreSettings, { kind: 'victoriametrics' }>;

export interface VictoriaMetricsOptions {
  /** Of the settings' user. */
  readonly password: string | undefined;
  readonly now: () => number;
  readonly durableAfterMs?: number;
}

const REQUEST_POINTS = 10_000;
/** It answers before the values are on disk, and writes them there every few seconds. */
const DURABLE_AFTER_MS = 15_000;

const compress = promisify(gzip);

/** Text would be stored as the number 0. */
function storable(point: Point): Point | undefined {
  const fields: Record<string, FieldValue> = {};
  for (const [field, value] of Object.entries(point.fields)) {
    if (typeof value !== 'string') fields[field] = value;
  }
  if (Object.keys(fields).length === 0) return undefined;
  return { ...point, fields, tags: { ...point.tags, [MEASUREMENT_LABEL]: point.measurement } };
}

function writeUrlOf(url: string): URL {
  return new URL(`${url.replace(/\/$/, '')}/write?precision=ns`);
}

export class VictoriaMetricsLink implements ServerLink {
  readonly capabilities: StoreCapabilities = { values: 'floats', retention: 'server' };
  readonly identity: string;
  readonly requestPoints = REQUEST_POINTS;
  readonly durableAfterMs: number;
  readonly #writeUrl: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutMs: number;
  readonly #reads: VictoriaMetricsReads;
  readonly rollups: RollupPlace;
  readonly #retention: () => Promise<Finding[]>;

  constructor(settings: VictoriaMetricsSettings, options: VictoriaMetricsOptions) {
    const { url, query_url: queryUrl = url, rollups_url: rollupsUrl, user, timeout: timeoutMs } = settings;
    this.identity = `victoriametrics ${url}`;
    this.durableAfterMs = options.durableAfterMs ?? DURABLE_AFTER_MS;
    this.#writeUrl = writeUrlOf(url);
    const credentials = Buffer.from(`${user ?? ''}:${options.password ?? ''}`).toString('base64');
    this.#headers = user === undefined ? {} : { authorization: `Basic ${credentials}` };
    this.#timeoutMs = timeoutMs;
    const client = new VictoriaMetricsClient({ url: queryUrl, headers: this.#headers, timeoutMs });
    this.#reads = new VictoriaMetricsReads(client, options.now);
    const rollupsWriteUrl = writeUrlOf(rollupsUrl ?? url);
    const rollupsClient = rollupsUrl
      ? new VictoriaMetricsClient({ url: rollupsUrl, headers: this.#headers, timeoutMs })
      : client;
    this.rollups = new VictoriaMetricsRollups(rollupsClient, async (points) => {
      await this.#post(rollupsWriteUrl, points);
    });
    const { keep_raw: keepRawMs, keep_rollups: keepRollupsMs } = settings;
    const servers = rollupsUrl
      ? [
          { url, client, keepMs: keepRawMs, setting: 'keep_raw' as const },
          { url: rollupsUrl, client: rollupsClient, keepMs: keepRollupsMs, setting: 'keep_rollups' as const },
        ]
      : [{ url, client, keepMs: keepRollupsMs, setting: 'keep_rollups' as const }];
    this.#retention = () => checkRetention(servers);
  }

  async prepare(): Promise<void> {}

  check(): Promise<Finding[]> {
    return this.#retention();
  }

  send(points: readonly Point[]): Promise<Refusal[]> {
    return this.#post(
      this.#writeUrl,
      points.map(storable).filter((point) => point !== undefined),
    );
  }

  async #post(url: URL, points: readonly Point[]): Promise<Refusal[]> {
    const lines = points.map(formatPoint).filter((line) => line !== undefined);
    if (lines.length === 0) return [];
    try {
      await ask(url, {
        method: 'POST',
        headers: { ...this.#headers, 'content-encoding': 'gzip' },
        body: await compress(lines.join('\n')),
        timeoutMs: this.#timeoutMs,
      });
      return [];
    } catch (error) {
      if (!(error instanceof ServerRefusal)) throw error;
      return [{ field: undefined, reason: error.message, points: points.length }];
    }
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
    throw new Error('retention is set where the server is started');
  }

  async close(): Promise<void> {}
}
