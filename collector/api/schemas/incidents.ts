/** Answers about incidents and maintenance. */
import { z } from 'zod';
import { CAUSES, FACT_KINDS, INCIDENT_EVENTS, SEVERITIES } from '../../../model/incident.ts';
import type { EvidenceRow, IncidentDetail, IncidentList, IncidentRow } from '../types/incidents.ts';
import type { MaintenancePreview, MaintenanceRow, OccurrenceRow } from '../types/maintenance.ts';
import { listOf, moment } from './parts.ts';

export const severitySchema = z.enum(SEVERITIES).meta({ id: 'Severity', description: 'In rising order' });

export const causeSchema = z.enum(CAUSES).meta({ id: 'Cause' });

const evidenceSchema = z
  .strictObject({
    line: z.string().describe('Line protocol'),
    measurement: z.string().nullable().describe('`null` with no values: the line cannot be read any more'),
    at: moment.nullable(),
    tags: z.record(z.string(), z.string()),
    fields: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  })
  .meta({
    id: 'Evidence',
    description: 'A measurement that decided something',
  }) satisfies z.ZodType<EvidenceRow>;

export const incidentRowSchema = z
  .strictObject({
    id: z.int().min(1),
    subject: z.string(),
    subjectName: z.string(),
    site: z.string(),
    kind: z.string().describe('`down`, `agent-silent`, `manual`, or the name of a rule'),
    severity: severitySchema,
    title: z.string().nullable().describe('In somebody’s own words; `null`: said from kind and subject'),
    cause: causeSchema.nullable().describe('`null`: not known yet'),
    flapping: z.boolean().describe('Its subject changes too often to be told each time'),
    affected: z.int().min(0).describe('Subjects that suffer or suffered beside its own'),
    mergedInto: z.int().nullable().describe('The incident that this one is part of'),
    acknowledgedAt: moment.nullable(),
    acknowledgedBy: z.string().nullable(),
    assignee: z.string().nullable(),
    openedAt: moment,
    resolvedAt: moment.nullable(),
    proof: z.string().nullable().describe('Line protocol of the deciding measurement'),
  })
  .meta({ id: 'Incident' }) satisfies z.ZodType<IncidentRow>;

export const incidentListSchema = z
  .strictObject({
    ...listOf(incidentRowSchema).shape,
    next: z.int().nullable().describe('`before` of the next page; `null`: this is the last'),
  })
  .meta({ id: 'IncidentList' }) satisfies z.ZodType<IncidentList>;

export const incidentDetailSchema = z
  .strictObject({
    ...incidentRowSchema.shape,
    causeAuthor: z.string().nullable().describe('`null`: the cause was worked out'),
    evidence: evidenceSchema.nullable(),
    timeline: z
      .array(
        z.strictObject({
          event: z.enum(INCIDENT_EVENTS),
          at: moment,
          recordedAt: moment.nullable(),
          author: z.string().nullable().describe('`null`: the program itself'),
          text: z.string().nullable(),
          evidence: evidenceSchema.nullable(),
        }),
      )
      .describe('In the order in which it was written down'),
    facts: z.array(
      z.strictObject({
        kind: z.enum(FACT_KINDS),
        from: moment,
        to: moment,
        points: z.int(),
        evidence: evidenceSchema.nullable(),
      }),
    ),
    affectedSubjects: z.array(
      z.strictObject({ subject: z.string(), name: z.string(), from: moment, to: moment.nullable() }),
    ),
    parts: z.array(incidentRowSchema).describe('Incidents that are part of this one'),
  })
  .meta({ id: 'IncidentDetail' }) satisfies z.ZodType<IncidentDetail>;

export const maintenanceRowSchema = z
  .strictObject({
    id: z.string().describe('A number, or `config-` and its place in the configuration’s list'),
    scope: z.string().describe('`site:tram-tau`, `unit:139`, `device:…`, `line:…`, `room:…`'),
    scopeName: z.string(),
    note: z.string(),
    author: z.string(),
    start: moment.describe('Of the first time'),
    end: moment,
    rrule: z.string().nullable().describe('RFC 5545'),
    cancelledAt: moment.nullable(),
    active: z.boolean(),
    next: moment.nullable().describe('When it next begins; `null`: never again'),
  })
  .meta({ id: 'MaintenanceWindow' }) satisfies z.ZodType<MaintenanceRow>;

export const occurrenceRowSchema = z
  .strictObject({
    window: z.string().describe('Id of the window'),
    scope: z.string(),
    scopeName: z.string(),
    note: z.string(),
    from: moment,
    to: moment,
  })
  .meta({ id: 'MaintenanceOccurrence' }) satisfies z.ZodType<OccurrenceRow>;

export const maintenancePreviewSchema = z.strictObject({
  occurrences: z.array(z.strictObject({ from: moment, to: moment })),
}) satisfies z.ZodType<MaintenancePreview>;
