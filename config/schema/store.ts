/** Where measurements are kept (docs/stores.md). */
import { z } from 'zod';
import { durationSchema } from '../../model/probe-settings.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

const kept = {
  keep_raw: durationSchema(DAY_MS, 20 * YEAR_MS)
    .prefault('90d')
    .describe('raw values'),
  keep_rollups: durationSchema(DAY_MS, 50 * YEAR_MS)
    .prefault('1825d')
    .describe('roll-ups of 5 minutes and of an hour'),
};

const server = {
  url: z.url({ protocol: /^https?$/ }).describe('address of the server'),
  timeout: durationSchema(500, 600_000)
    .prefault('30s')
    .describe('a request that takes longer is tried again'),
};

export const storeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('embedded').describe('in the data folder, without a server'), ...kept }),
  z.strictObject({
    kind: z.literal('influxdb1').describe('InfluxDB 1.x; retention and roll-ups are set up by the collector'),
    ...server,
    database: z.string().min(1).default('canhmang').describe('of its own; made when it is missing'),
    user: z.string().optional(),
    password_file: z.string().optional().describe('file whose first line is the password'),
    ...kept,
  }),
  z.strictObject({
    kind: z
      .literal('influxdb2')
      .describe('InfluxDB 2.x or 3.x; missing buckets are made, retention is checked'),
    ...server,
    org: z.string().default('').describe('organisation'),
    bucket: z.string().min(1).default('canhmang'),
    database: z
      .string()
      .optional()
      .describe('name of the bucket for InfluxQL queries (DBRP mapping); default: the bucket’s'),
    token_file: z.string().optional().describe('file whose first line is the token'),
    ...kept,
  }),
  z.strictObject({
    kind: z
      .literal('victoriametrics')
      .describe('VictoriaMetrics; retention is set at its start, and checked'),
    ...server,
    query_url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('cluster: address of vmselect; default: that of the server'),
    user: z.string().optional(),
    password_file: z.string().optional().describe('file whose first line is the password'),
    rollups_url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('a second server for the roll-ups, so that raw values may go earlier; default: the same'),
    ...kept,
  }),
]);

export type StoreSettings = z.output<typeof storeSchema>;
