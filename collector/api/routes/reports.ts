/** `GET /api/v1/reports/uptime`, `/evidence`, `/scheduled` */
import { z } from 'zod';
import { UserError } from '../../../config/error.ts';
import type { Translate } from '../../../config/messages.ts';
import { LANGUAGES, translator } from '../../../config/messages.ts';
import { planAsOf, plannedAsOf } from '../../maintenance/as-of.ts';
import { evidenceFiles, evidenceName, zipFiles } from '../../reports/evidence/files.ts';
import { makeEvidencePack } from '../../reports/evidence/make.ts';
import { evidencePdf } from '../../reports/evidence/pdf.ts';
import { evidenceRequest } from '../../reports/evidence/request.ts';
import { FORMATS, formatNamed } from '../../reports/formats/registry.ts';
import type { QualityRow } from '../../reports/quality.ts';
import { qualityRows } from '../../reports/quality.ts';
import { AGGREGATIONS, GROUPINGS, HOURS } from '../../reports/report.ts';
import { requestedPeriod, uptimeRequest } from '../../reports/request.ts';
import { scheduledReportRows } from '../../reports/schedule/overview.ts';
import type { ScheduledReportRow } from '../../reports/schedule/row.ts';
import { makeUptimeReport } from '../../reports/uptime.ts';
import { inventoryWithin, reachOf } from '../auth/reach.ts';
import { ApiRefusal } from '../errors.ts';
import type { Route } from '../resource.ts';
import { momentSchema, readParams } from '../resource.ts';
import { listOf } from '../schemas/parts.ts';
import {
  evidencePackSchema,
  qualityRowSchema,
  scheduledReportRowSchema,
  uptimeReportSchema,
} from '../schemas/reports.ts';
import { contentSecurityPolicy, styleHash } from '../security-headers.ts';
import type { List } from '../types/parts.ts';

const querySchema = z.object({
  by: z.enum(GROUPINGS).default('site'),
  period: z.string().min(1).max(100),
  format: z.enum(FORMATS.map(({ name }) => name)).default('json'),
  as_of: momentSchema.optional(),
  units_as_of: z.string().max(20).optional(),
  unit: z.string().max(20).optional(),
  hours: z.enum(HOURS).default('all'),
  aggregate: z.enum(AGGREGATIONS).optional(),
  language: z.enum(LANGUAGES).optional(),
});

/** `GET /api/v1/reports/scheduled`: those that are made by themselves. */
export const scheduledReportsRoute: Route = {
  summary: 'The reports that are made by themselves',
  answer: listOf(scheduledReportRowSchema),
  method: 'GET',
  url: '/api/v1/reports/scheduled',
  role: 'viewer',
  async handle(_request, _reply, { config, ledger, now }): Promise<List<ScheduledReportRow>> {
    const items = await scheduledReportRows(ledger, config.installation, now());
    return { items, total: items.length };
  },
};

export const reportsRoute: Route = {
  summary: 'Uptime of sites, units, classes or carriers in a period',
  query: querySchema,
  answer: uptimeReportSchema,
  produces: FORMATS.map(({ contentType }) => contentType),
  method: 'GET',
  url: '/api/v1/reports/uptime',
  role: 'viewer',
  reach: 'sites',
  async handle(request, reply, { config, ledger, now }) {
    const query = readParams(querySchema, request.query);
    const language = query.language ?? config.installation.language;
    const t = translator(language);
    const format = formatNamed(query.format);
    if (!format) throw new ApiRefusal(400, 'bad_parameter', `there is no format "${query.format}"`);
    try {
      const { by, period, hours, unit } = query;
      const asked = { by, period, hours, unit, asOfMs: query.as_of, unitsAsOf: query.units_as_of };
      const wanted = uptimeRequest({ ...asked, aggregation: query.aggregate }, config, now(), t);
      const planned = await plannedAsOf(ledger, config, wanted.asOfMs);
      const inventory = inventoryWithin(config.inventory, reachOf(request, { config }));
      const report = await makeUptimeReport({ ledger, inventory, planned }, wanted);
      void reply.type(format.contentType);
      if (format.style !== undefined)
        void reply.header('content-security-policy', contentSecurityPolicy(styleHash(format.style)));
      return await format.write(report, { language, t, letterhead: config.installation.reports.letterhead });
    } catch (error) {
      throw refusedAs(error, t);
    }
  },
};

/** What people are told on the command line, with the same code. */
function refusedAs(error: unknown, t: Translate): unknown {
  if (!(error instanceof UserError)) return error;
  return new ApiRefusal(400, error.code, t(`error.${error.code}`, error.params));
}

const evidenceQuerySchema = z.object({
  line: z.string().min(1).max(200),
  period: z.string().min(1).max(100),
  format: z.enum(['json', 'pdf', 'zip']).default('json'),
  as_of: momentSchema.optional(),
  language: z.enum(LANGUAGES).optional(),
});

/** `GET /api/v1/reports/evidence`: of one line, for its carrier. */
export const evidenceRoute: Route = {
  summary: 'What one line did in a period, with the measurements it follows from',
  query: evidenceQuerySchema,
  answer: evidencePackSchema,
  produces: ['application/json', 'application/pdf', 'application/zip'],
  method: 'GET',
  url: '/api/v1/reports/evidence',
  role: 'viewer',
  reach: 'sites',
  async handle(request, reply, { config, ledger, store, now }) {
    const query = readParams(evidenceQuerySchema, request.query);
    const language = query.language ?? config.installation.language;
    const t = translator(language);
    try {
      const { line, period, format, as_of: asOfMs } = query;
      const inventory = inventoryWithin(config.inventory, reachOf(request, { config }));
      const wanted = evidenceRequest({ line, period, asOfMs }, { ...config, inventory }, now());
      const plan = await planAsOf(ledger, config, wanted.asOfMs);
      const sources = { ledger, inventory, samples: store, plan };
      const pack = await makeEvidencePack(sources, wanted);
      const reader = { language, t, letterhead: config.installation.reports.letterhead };
      if (format === 'json') return pack;
      const content =
        format === 'pdf' ? await evidencePdf(pack, reader) : zipFiles(await evidenceFiles(pack, reader));
      const name = `${evidenceName(pack, reader)}.${format}`;
      void reply
        .type(`application/${format}`)
        .header('content-disposition', `attachment; filename="${name}"`);
      return content;
    } catch (error) {
      throw refusedAs(error, t);
    }
  },
};

const qualityQuerySchema = z.object({
  period: z.string().min(1).max(100),
  language: z.enum(LANGUAGES).optional(),
});

/** `GET /api/v1/reports/quality`: 95th percentiles a site. */
export const qualityRoute: Route = {
  summary: 'Round trip, jitter and loss of the way to each site in a period',
  description: '95th percentiles are of raw values: there are none of what the store has only roll-ups of.',
  query: qualityQuerySchema,
  answer: listOf(qualityRowSchema),
  method: 'GET',
  url: '/api/v1/reports/quality',
  role: 'viewer',
  reach: 'sites',
  async handle(request, _reply, { config, store, now }): Promise<List<QualityRow>> {
    const query = readParams(qualityQuerySchema, request.query);
    const t = translator(query.language ?? config.installation.language);
    try {
      const { period } = requestedPeriod(query, config, now());
      const inventory = inventoryWithin(config.inventory, reachOf(request, { config }));
      const items = await qualityRows(store, inventory, period);
      return { items, total: items.length };
    } catch (error) {
      throw refusedAs(error, t);
    }
  },
};
