/** Reports as JSON. Times are epoch milliseconds, ratios 0 to 1; `null` where there is nothing to say. */
import { z } from 'zod';
import { CAUSES } from '../../../model/incident.ts';
import { CADENCES } from '../../../model/report-calendar.ts';
import type { QualityRow } from '../../reports/quality.ts';
import { AGGREGATIONS, DEFINITIONS, GROUPINGS, HOURS } from '../../reports/report.ts';
import type { ScheduledReportRow, UptimeReport } from '../types/reports.ts';
import { causeSchema } from './incidents.ts';
import { moment } from './parts.ts';

const ratio = z.number().min(0).max(1);

const timeSchema = z
  .strictObject({
    periodMs: z.number(),
    upMs: z.number(),
    degradedMs: z.number(),
    downMs: z.number(),
    unreachableMs: z.number(),
    unknownMs: z.number(),
    excludedMs: z.number().describe('Planned maintenance; of a line also what was not its carrier’s'),
    outages: z.int(),
    shortOutages: z.int(),
    longestOutageMs: z.number(),
    causeMs: z.record(z.enum(CAUSES), z.number()),
  })
  .meta({ id: 'TimeAccount', description: 'The seven kinds of time add up to `periodMs`' });

const rowSchema = z
  .strictObject({
    key: z.string().describe('Id of the site, code of the unit, class or carrier'),
    name: z.string(),
    unitName: z.string().nullable(),
    members: z.int(),
    time: timeSchema,
    availability: ratio.nullable().describe('`null`: nobody looked'),
    mean: ratio.nullable(),
    worst: z.strictObject({ name: z.string(), availability: ratio }).nullable(),
    weighted: ratio.nullable(),
    otherHours: ratio.nullable(),
    mttrMs: z.number().nullable(),
    mtbfMs: z.number().nullable(),
    target: z
      .strictObject({
        percent: z.number().nullable(),
        lines: z.int(),
        breached: z.int(),
        breachMs: z.number(),
      })
      .nullable(),
  })
  .meta({ id: 'UptimeRow' });

const outageSchema = z
  .strictObject({
    site: z.string(),
    siteName: z.string(),
    line: z.string().nullable(),
    fromMs: z.number(),
    toMs: z.number(),
    isOpen: z.boolean(),
    countedMs: z.number(),
    cause: causeSchema,
    incident: z.int().nullable(),
    isShort: z.boolean(),
  })
  .meta({ id: 'UptimeOutage' });

const cellSchema = z.strictObject({
  fromMs: z.number(),
  availability: ratio.nullable(),
  unknown: ratio,
  excluded: ratio,
});

const chartsSchema = z.strictObject({
  cell: z.enum(['day', 'month']),
  strips: z.array(z.strictObject({ key: z.string(), name: z.string(), cells: z.array(cellSchema) })),
  causes: z.array(z.strictObject({ cause: causeSchema, ms: z.number(), share: ratio })),
  worst: z.array(z.strictObject({ key: z.string(), name: z.string(), availability: ratio })),
});

export const uptimeReportSchema = z
  .strictObject({
    kind: z.literal('uptime'),
    version: z.literal(1),
    header: z.strictObject({
      title: z.string(),
      demonstration: z.boolean(),
      grouping: z.enum(GROUPINGS),
      period: z.string(),
      fromMs: z.number(),
      toMs: z.number(),
      isPartial: z.boolean(),
      timeZone: z.string(),
      asOfMs: z.number(),
      unitsAsOf: z.string(),
      hours: z.enum(HOURS),
      serviceHours: z.string(),
      aggregation: z.enum(AGGREGATIONS),
      weight: z.enum(['weight', 'bandwidth']),
      minOutageMs: z.number(),
      unit: z.strictObject({ code: z.string(), name: z.string() }).nullable(),
    }),
    definitions: z.array(z.enum(DEFINITIONS)),
    rows: z.array(rowSchema),
    total: rowSchema,
    outages: z.array(outageSchema),
    shortOutages: z.array(outageSchema),
    outagesLeftOut: z.int(),
    charts: chartsSchema,
  })
  .meta({ id: 'UptimeReport' }) satisfies z.ZodType<UptimeReport>;

/** What a carrier gets. Its inner parts are `EvidencePack` in collector/reports/evidence. */
export const evidencePackSchema = z
  .strictObject({
    kind: z.literal('evidence'),
    version: z.literal(1),
    header: z.looseObject({}),
    time: timeSchema,
    availability: ratio.nullable().describe('`null`: nobody looked'),
    breachMs: z.number().describe('Time not available beyond what the target allows'),
    outages: z.array(z.looseObject({})),
    exclusions: z.array(z.looseObject({})),
  })
  .meta({ id: 'EvidencePack', description: 'Of one line, for its carrier' });

export const scheduledReportRowSchema = z
  .strictObject({
    name: z.string(),
    every: z.enum(CADENCES),
    by: z.string(),
    formats: z.array(z.string()),
    to: z.array(z.string()),
    next: z.strictObject({ period: z.string(), dueAt: moment }),
    last: z
      .strictObject({
        period: z.string(),
        madeAt: moment,
        delivered: z.int(),
        waiting: z.int(),
        givenUp: z.int(),
      })
      .nullable(),
  })
  .meta({ id: 'ScheduledReport' }) satisfies z.ZodType<ScheduledReportRow>;

export const qualityRowSchema = z
  .strictObject({
    site: z.string(),
    name: z.string(),
    measurement: z.enum(['ping', 'stamp']),
    rttP95Ms: z.number().nullable(),
    jitterP95Ms: z.number().nullable(),
    lossPercent: z.number().nullable().describe('Of all rounds, those of outages too'),
  })
  .meta({
    id: 'QualityRow',
    description: 'Of the rounds from the core to a site',
  }) satisfies z.ZodType<QualityRow>;
