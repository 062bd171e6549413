/**
 * What an agent is told to measure: one validated document, made by the collector, kept by the agent.
 * Every key has its default, range and a line of help here and nowhere else.
 */
import { z } from 'zod';
import { formatDuration, parseDuration } from './duration.ts';

/** A duration in configuration: text with a unit, read into milliseconds; a default is given in milliseconds. */
export function durationSchema(minMs: number, maxMs: number) {
  return z
    .string()
    .transform((text, context) => {
      const durationMs = parseDuration(text);
      if (durationMs === undefined) {
        context.addIssue({ code: 'custom', params: { problem: 'not_a_duration', value: text } });
        return z.NEVER;
      }
      if (durationMs < minMs || durationMs > maxMs) {
        const limits = { value: text, min: formatDuration(minMs), max: formatDuration(maxMs) };
        context.addIssue({ code: 'custom', params: { problem: 'duration_range', ...limits } });
        return z.NEVER;
      }
      return durationMs;
    })
    .describe(`duration, ${formatDuration(minMs)} to ${formatDuration(maxMs)}`);
}

const portSchema = z.int().min(1).max(65_535);

/** Settings of a round of packets; `ping` and `stamp` share them. */
const packetRound = {
  packets: z.int().min(1).max(1_000).default(5).describe('packets in a round, spread evenly over its period'),
  timeout: durationSchema(50, 30_000).prefault('1s').describe('an answer later than this is lost'),
  confirm_packets: z
    .int()
    .min(0)
    .max(100)
    .default(10)
    .describe('packets of the burst that follows a loss; it ends at the first answer'),
  confirm_interval: durationSchema(20, 5_000).prefault('100ms').describe('between two packets of the burst'),
};

export const pingSettingsSchema = z.strictObject({
  ...packetRound,
  size: z.int().min(16).max(1_400).default(56).describe('payload in bytes'),
});

export const stampSettingsSchema = z.strictObject({
  ...packetRound,
  port: portSchema.default(862).describe('UDP port of the reflector (RFC 8762 section 4.1)'),
});

export const snmpSettingsSchema = z.strictObject({
  version: z.enum(['1', '2c']).default('2c'),
  community: z.string().min(1).max(255).default('public'),
  port: portSchema.default(161),
  timeout: durationSchema(100, 60_000).prefault('2s'),
  retries: z.int().min(0).max(10).default(1),
  max_repetitions: z.int().min(1).max(100).default(20).describe('rows asked for in one GETBULK'),
  lines: z
    .record(z.string(), z.strictObject({ id: z.string(), bandwidth_kbps: z.int().positive() }))
    .default({})
    .describe('leased lines by the name of the interface they end on; filled in from the inventory'),
});

export const hostSettingsSchema = z.strictObject({});

/** What a job's measurements are for; the tag `role` of its points. */
export const ROLES = ['reach', 'gateway', 'core', 'device', 'room', 'self'] as const;

const jobBase = {
  /** Unique within the agent; also seeds the job's phase in its period. */
  id: z.string().min(1),
  periodMs: z.int().min(200).max(86_400_000),
  /** Address or name of the target. */
  target: z.string().min(1),
  role: z.enum(ROLES),
  /** Tags of every point of the job besides `agent`. */
  tags: z.record(z.string(), z.string()),
};

/** Settings travel as written, durations as text, so that agent and collector read them by the same schema. */
export const probeJobSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...jobBase, kind: z.literal('ping'), settings: pingSettingsSchema }),
  z.strictObject({ ...jobBase, kind: z.literal('stamp'), settings: stampSettingsSchema }),
  z.strictObject({ ...jobBase, kind: z.literal('snmp'), settings: snmpSettingsSchema }),
  z.strictObject({ ...jobBase, kind: z.literal('host'), settings: hostSettingsSchema }),
]);

export type ProbeJob = z.output<typeof probeJobSchema>;
/** A job before it is read: what the collector sends. */
export type ProbeJobDocument = z.input<typeof probeJobSchema>;
export type ProbeKind = ProbeJob['kind'];

export const agentConfigSchema = z.strictObject({
  version: z.literal(1),
  agent: z.string().min(1),
  /** The site where the agent stands: the tag of its measurements of itself. */
  site: z.string().min(1),
  jobs: z.array(probeJobSchema),
});

export type AgentConfig = z.output<typeof agentConfigSchema>;
export type AgentConfigDocument = z.input<typeof agentConfigSchema>;
