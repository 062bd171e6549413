/** Answers about the installation, its rules, agents, messages and the audit. */
import { z } from 'zod';
import { BUNDLE_REFUSALS, bundleReportSchema } from '../../../model/agent-bundle.ts';
import { STAGES } from '../../../model/medium.ts';
import type { AgentBundleRow, AgentBundleStatus, AgentRow, EnrolmentCode } from '../types/agents.ts';
import type { AuditRow, AuditVerdictAnswer } from '../types/audit.ts';
import type { About } from '../types/collector.ts';
import type { NotifyReport, NotifyTestAnswer, OutboxRow } from '../types/notify.ts';
import type { RulesReport } from '../types/rules.ts';
import { severitySchema } from './incidents.ts';
import { moment, subjectSchema } from './parts.ts';

export const aboutSchema = z
  .strictObject({
    name: z.literal('canhmang'),
    version: z.string(),
    demonstration: z.boolean().describe('The data is simulated'),
    title: z.string(),
    language: z.enum(['vi', 'en']),
    timeZone: z.string().describe('IANA time zone'),
    nowMs: z.number(),
    store: z.strictObject({
      kind: z.string(),
      away: z
        .strictObject({ since: moment, reason: z.string() })
        .nullable()
        .describe('The server does not answer: measurements wait in the ingest log'),
      logBytes: z.number(),
      logLimitBytes: z.number(),
    }),
  })
  .meta({ id: 'About' }) satisfies z.ZodType<About>;

export const rulesReportSchema = z
  .strictObject({
    items: z
      .array(z.strictObject({ name: z.string(), of: z.string(), severities: z.array(severitySchema) }))
      .describe('In force'),
    problems: z.array(z.string()).describe('Of the file as it is now, with file, line and column'),
    stale: z
      .array(z.strictObject({ kind: z.string(), subject: subjectSchema, subjectName: z.string() }))
      .describe('Alarms that stay as they were: their data has stopped'),
  })
  .meta({ id: 'RulesReport' }) satisfies z.ZodType<RulesReport>;

export const agentRowSchema = z
  .strictObject({
    id: z.string(),
    site: z.string().nullable(),
    vantage: z.enum(['core', 'inside']).nullable(),
    enrolledAt: moment.nullable(),
    revokedAt: moment.nullable(),
    lastSeen: moment.nullable(),
    version: z.string().nullable(),
    clockOffsetMs: z.number().nullable().describe('Its clock less the collector’s'),
    clockSkewed: z.boolean(),
    backlog: z
      .strictObject({ at: moment, batches: z.number(), bytes: z.number(), oldestSeconds: z.number() })
      .nullable()
      .describe('What waits on its disk, as it said itself of late'),
  })
  .meta({ id: 'Agent' }) satisfies z.ZodType<AgentRow>;

export const enrolmentCodeSchema = z
  .strictObject({ agent: z.string(), code: z.string(), expires: moment })
  .meta({ id: 'EnrolmentCode' }) satisfies z.ZodType<EnrolmentCode>;

const agentBundleRowSchema = z
  .strictObject({
    agent: z.string(),
    site: z.string().nullable(),
    running: z.string().nullable().describe('Version that it said with its last request'),
    state: z.enum(['not_offered', 'waiting', ...bundleReportSchema.shape.state.options]),
    version: z.string().nullable(),
    reason: z.enum(BUNDLE_REFUSALS).nullable(),
    detail: z.string().nullable(),
    at: moment.nullable(),
  })
  .meta({ id: 'AgentBundle' }) satisfies z.ZodType<AgentBundleRow>;

export const agentBundleStatusSchema = z
  .strictObject({
    offer: z
      .strictObject({
        id: z.string(),
        version: z.string(),
        bytes: z.number(),
        signedAt: z.string(),
        offeredAt: moment,
        agents: z.array(z.string()).nullable().describe('`null`: every agent'),
      })
      .nullable()
      .describe('`null`: none is offered'),
    items: z.array(agentBundleRowSchema),
  })
  .meta({ id: 'AgentBundleStatus' }) satisfies z.ZodType<AgentBundleStatus>;

export const auditRowSchema = z
  .strictObject({
    id: z.int().min(1),
    at: moment,
    author: z.string(),
    address: z.string().describe('Where the request came from; `local`: a command beside the collector'),
    action: z.string(),
    object: z.string(),
    detail: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditRecord' }) satisfies z.ZodType<AuditRow>;

export const auditVerdictSchema = z
  .strictObject({
    records: z.int().min(0),
    head: z.strictObject({ id: z.int(), hash: z.string() }).nullable(),
    broken: z.strictObject({ id: z.int(), reason: z.enum(['changed', 'unlinked', 'cut']) }).nullable(),
  })
  .meta({ id: 'AuditVerdict' }) satisfies z.ZodType<AuditVerdictAnswer>;

export const notifyReportSchema = z
  .strictObject({
    duties: z.array(
      z.strictObject({
        rota: z.string(),
        member: z.string().nullable().describe('`null`: nobody'),
        until: moment.nullable(),
        next: z.string().nullable(),
      }),
    ),
    problems: z.array(z.string()),
    waiting: z.array(z.string()).describe('Keys that are taken over at the next start'),
  })
  .meta({ id: 'NotifyReport' }) satisfies z.ZodType<NotifyReport>;

export const notifyTestSchema = z
  .strictObject({
    to: z.string(),
    results: z.array(
      z.strictObject({
        channel: z.string(),
        recipient: z.string(),
        steps: z.array(z.strictObject({ afterMs: z.number(), stage: z.enum(STAGES), detail: z.string() })),
        error: z.string().nullable().describe('`null`: the other side has taken it over'),
      }),
    ),
  })
  .meta({ id: 'NotifyTest' }) satisfies z.ZodType<NotifyTestAnswer>;

export const outboxRowSchema = z
  .strictObject({
    id: z.int(),
    person: z.string(),
    medium: z.string(),
    recipient: z.string(),
    incident: z.int().nullable(),
    subject: z.string(),
    status: z.enum(['pending', 'dead']).describe('`dead`: it is not tried again by itself'),
    attempts: z.int(),
    createdAt: moment,
    dueAt: moment,
    error: z.string().nullable(),
  })
  .meta({ id: 'OutboxMessage' }) satisfies z.ZodType<OutboxRow>;
