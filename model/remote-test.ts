/**
 * A diagnostic test that a person has an agent do: what may be asked for, and what travels between the person, the
 * collector and the agent. Nothing but this gets through: both sides read it by these schemas.
 */
import { z } from 'zod';
import { LIVE_TESTS, PATH_PROTOCOLS, SNMP_ACTIONS } from './diag-tests.ts';
import { snmpCredentialSchema } from './probe-settings.ts';

/** A test takes no longer, seconds: a forgotten window must not measure for days. */
export const LONGEST_TEST_S = 1_800;
export const USUAL_TEST_S = 300;
/** Characters of output in one message of an agent. */
export const MOST_TEXT = 64 * 1024;
/** Messages of output at once. */
const MOST_OUTPUTS = 64;

/**
 * Addresses, names, ports behind them, and of pages whole addresses. It begins with neither `-`, which a program takes
 * for an option, nor anything that is not seen.
 */
const hostSchema = z.string().regex(/^[A-Za-z0-9[:][\x21-\x7e]{0,252}$/);
const durationText = z.string().regex(/^\d{1,6}(?:ms|s|m)$/);
const portSchema = z.int().min(1).max(65_535);
/** RFC 3416 section 4.2: numbers, or a name of the profiles. */
const oidSchema = z.string().regex(/^[A-Za-z0-9.][A-Za-z0-9._-]{0,254}$/);

const repeated = { every: durationText.optional(), count: z.int().min(1).max(100_000).optional() };

/** What is measured. */
export const remoteTestSchema = z.discriminatedUnion('test', [
  z.strictObject({
    test: z.literal('guided'),
    core: hostSchema.optional(),
    hub: hostSchema.optional(),
    dns: hostSchema.optional(),
    ntp: hostSchema.optional(),
    packets: z.int().min(3).max(2_000).optional(),
  }),
  z.strictObject({ test: z.enum(LIVE_TESTS), host: hostSchema, ...repeated }),
  z.strictObject({
    test: z.literal('snmp'),
    action: z.enum(SNMP_ACTIONS),
    host: hostSchema,
    oids: z.array(oidSchema).max(50).optional(),
    credential: snmpCredentialSchema,
    ...repeated,
  }),
  z.strictObject({
    test: z.literal('path'),
    host: hostSchema,
    protocol: z.enum(PATH_PROTOCOLS).optional(),
    port: portSchema.optional(),
  }),
  z.strictObject({ test: z.literal('mtu'), host: hostSchema }),
]);
export type RemoteTest = z.output<typeof remoteTestSchema>;

/** How it is said. */
export const remoteRequestSchema = z.strictObject({
  test: remoteTestSchema,
  format: z.enum(['text', 'json', 'csv']).default('text'),
  language: z.enum(['vi', 'en']).default('vi'),
  /** Somebody looks at a terminal: lines are written anew, and colours are seen. */
  live: z.boolean().default(false),
  colours: z.boolean().default(false),
  limitSeconds: z.int().min(1).max(LONGEST_TEST_S).default(USUAL_TEST_S),
});
export type RemoteRequest = z.output<typeof remoteRequestSchema>;

/** How the collector talks to an agent: a line of JSON each, down the connection that the agent opened. */
export const agentOrderSchema = z.discriminatedUnion('type', [
  /** Nothing; the connection lives. */
  z.object({ type: z.literal('here') }),
  z.object({ type: z.literal('run'), id: z.string().regex(/^[\w-]{1,64}$/), request: remoteRequestSchema }),
  /** Ctrl-C: what has been measured is summed up. */
  z.object({ type: z.literal('stop'), id: z.string() }),
  /** Nobody listens any more. */
  z.object({ type: z.literal('cancel'), id: z.string() }),
]);
export type AgentOrder = z.output<typeof agentOrderSchema>;

const outputSchema = z.strictObject({ stream: z.enum(['out', 'err']), text: z.string().max(MOST_TEXT) });
export type TestOutput = z.output<typeof outputSchema>;

/** Why a test ended: by itself, by Ctrl-C, at the time limit, because it said too much, or never began. */
export const TEST_ENDS = ['done', 'stopped', 'time_limit', 'output_limit', 'refused', 'failed'] as const;
const endSchema = z.strictObject({
  why: z.enum(TEST_ENDS),
  exitCode: z.int().min(0).max(3),
  /** Of `failed`. */
  reason: z.string().max(500).optional(),
});
export type TestEnd = z.output<typeof endSchema>;

/** What an agent tells of a test that runs: `POST /api/v1/agent/tests/{id}`. Nothing in it is a sign of life. */
export const testReportSchema = z.strictObject({
  /** From 1, one more each time: a report that is sent again is not taken again. */
  number: z.int().min(1),
  output: z.array(outputSchema).max(MOST_OUTPUTS).default([]),
  end: endSchema.optional(),
});
export type TestReport = z.output<typeof testReportSchema>;

/** What the person is told: a line of JSON each, as it comes. */
export const testEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), id: z.string(), agent: z.string(), site: z.string() }),
  z.object({ type: z.literal('output'), ...outputSchema.shape }),
  z.object({ type: z.literal('here') }),
  z.object({ type: z.literal('end'), ...endSchema.shape }),
  /** The agent went away half-way. */
  z.object({ type: z.literal('gone'), agent: z.string() }),
]);
export type TestEvent = z.output<typeof testEventSchema>;

/** The site's end, as it is written into the audit: nothing secret. */
export function describeTest(test: RemoteTest): string {
  if (test.test === 'guided') return 'guided';
  const rest = test.test === 'snmp' ? [test.action, test.host, ...(test.oids ?? [])] : [test.host];
  return [test.test, ...rest].join(' ');
}
