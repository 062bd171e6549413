/** `GET /api/v1/sites`, `/api/v1/rooms`, and one site: detail, availability, series. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { availabilityOf } from '../../../model/availability.ts';
import type { Site } from '../../../model/inventory.ts';
import { momentOfLocal } from '../../../model/maintenance.ts';
import { cutPeriod, dayOf } from '../../../model/period.ts';
import type { State } from '../../../model/state.ts';
import { subjectId } from '../../../model/state.ts';
import { listIncidents } from '../../incidents/query.ts';
import { intervalsBetween } from '../../ledger/intervals.ts';
import type { Series } from '../../store/metric-store.ts';
import type { Sees } from '../auth/reach.ts';
import { inventoryWithin, isWithin, reachOf, seesOf, within } from '../auth/reach.ts';
import { deviceRow, lineRow } from '../equipment-rows.ts';
import { ApiRefusal } from '../errors.ts';
import { incidentRows } from '../incident-rows.ts';
import type { ApiContext, Route } from '../resource.ts';
import { iso, momentSchema, readParams } from '../resource.ts';
import { roomRows } from '../room-rows.ts';
import { listOf } from '../schemas/parts.ts';
import {
  availabilitySchema,
  roomRowSchema,
  seriesSchema as seriesAnswerSchema,
  siteDaySchema,
  siteDetailSchema,
  siteRowSchema,
} from '../schemas/sites.ts';
import { siteRows } from '../site-rows.ts';
import type { List } from '../types/parts.ts';
import type { RoomRow } from '../types/rooms.ts';
import type { AvailabilityAnswer, SeriesAnswer, SiteDay, SiteDetail, SiteRow } from '../types/sites.ts';

const DAY_MS = 24 * 3_600_000;
/** Incidents on a site's own page. */
const SITE_INCIDENTS = 20;
/** As many as a wide screen has pixels. */
const MAX_BUCKETS = 2_000;

/** A year and the day that is the same again. */
const MAX_DAYS = 366;

/** Of one question: each is read from the store by itself. */
const MAX_FIELDS = 12;

const nameSchema = z.string().min(1).max(200);
export const siteIdSchema = z.object({ id: z.string() });
const daysSchema = z.object({ days: z.coerce.number().int().min(1).max(MAX_DAYS).default(90) });
const rangeSchema = z.object({ from: momentSchema, to: momentSchema });
const seriesSchema = rangeSchema.extend({
  measurement: nameSchema,
  field: z
    .union([nameSchema, z.array(nameSchema).min(1).max(MAX_FIELDS)])
    .describe(`May stand up to ${MAX_FIELDS} times`),
  line: nameSchema.optional().describe('Only what was measured of this line'),
  buckets: z.coerce.number().int().min(1).max(MAX_BUCKETS).default(300),
});

/** @throws ApiRefusal 404, also for one that is not seen. */
export function siteOf(request: FastifyRequest, { config }: ApiContext): Site {
  const { id } = readParams(siteIdSchema, request.params);
  const site = config.inventory.sites.find((candidate) => candidate.id === id);
  if (!site || !isWithin(id, reachOf(request, { config })))
    throw new ApiRefusal(404, 'unknown_site', `there is no site "${id}"`);
  return site;
}

function checkRange(fromMs: number, toMs: number): void {
  if (fromMs >= toMs) throw new ApiRefusal(400, 'bad_range', '"from" has to be before "to"');
}

function seriesRow(field: string) {
  return ({ tags, buckets }: Series): SeriesAnswer['series'][number] => ({
    field,
    tags: { ...tags },
    buckets: buckets.map(({ timeMs, average, minimum, maximum }) => [timeMs, average, minimum, maximum]),
  });
}

async function availability(
  context: ApiContext,
  site: Site,
  fromMs: number,
  toMs: number,
): Promise<AvailabilityAnswer> {
  const intervals = await intervalsBetween(context.ledger, subjectId('site', site.id), fromMs, toMs);
  const result = availabilityOf(intervals, { fromMs, toMs }, context.now());
  return {
    site: site.id,
    from: iso(fromMs),
    to: iso(toMs),
    availabilityPercent: result.ratio === undefined ? null : result.ratio * 100,
    seconds: secondsOf(result.stateMs),
    outages: result.outages,
    longestOutageSeconds: result.longestOutageMs / 1_000,
  };
}

/** Calendar days of the installation's time zone, today the last. */
async function siteDays(context: ApiContext, site: Site, days: number): Promise<SiteDay[]> {
  const { config, ledger, now } = context;
  const nowMs = now();
  const { time_zone: timeZone } = config.installation;
  const first = dayOf(nowMs - (days - 1) * DAY_MS, timeZone);
  const period = { fromMs: momentOfLocal(`${first}T00:00`, timeZone), toMs: nowMs };
  const intervals = await intervalsBetween(ledger, subjectId('site', site.id), period.fromMs, nowMs);
  return cutPeriod(period, 'day', timeZone).map((day) => {
    const { ratio, stateMs, outages } = availabilityOf(intervals, day, nowMs);
    return {
      from: iso(day.fromMs),
      to: iso(day.toMs),
      availabilityPercent: ratio === undefined ? null : ratio * 100,
      seconds: secondsOf(stateMs),
      outages,
    };
  });
}

function secondsOf(stateMs: Readonly<Record<State, number>>): Record<State, number> {
  const { up, degraded, down, unreachable, unknown } = stateMs;
  return {
    up: up / 1_000,
    degraded: degraded / 1_000,
    down: down / 1_000,
    unreachable: unreachable / 1_000,
    unknown: unknown / 1_000,
  };
}

async function siteDetail(context: ApiContext, site: Site, sees: Sees): Promise<SiteDetail> {
  const { config, ledger, nameOf } = context;
  const nowMs = context.now();
  const fromMs = nowMs - DAY_MS;
  const [row] = siteRows(context, [site]);
  if (!row) throw new ApiRefusal(404, 'unknown_site', `there is no site "${site.id}"`);
  const intervals = await intervalsBetween(ledger, subjectId('site', site.id), fromMs, nowMs);
  const incidents = await listIncidents(ledger, { state: 'all', site: site.id, limit: SITE_INCIDENTS });
  return {
    ...row,
    address: site.address,
    devices: config.inventory.devices
      .filter((device) => device.site === site.id)
      .map((device) => deviceRow(device, context)),
    lines: config.inventory.lines
      .filter((line) => line.site === site.id)
      .map((line) => lineRow(line, context)),
    rooms: roomRows(context, site.id),
    incidents: await incidentRows(ledger, incidents, nameOf, sees),
    availability: await availability(context, site, fromMs, nowMs),
    intervals: intervals.map(({ state, fromMs, toMs }) => ({
      state,
      from: iso(fromMs),
      to: toMs === undefined ? null : iso(toMs),
    })),
  };
}

export const siteRoutes: readonly Route[] = [
  {
    summary: 'The sites and how they are',
    answer: listOf(siteRowSchema),
    method: 'GET',
    url: '/api/v1/sites',
    role: 'viewer',
    reach: 'sites',
    async handle(request, _reply, context): Promise<List<SiteRow>> {
      const { sites } = inventoryWithin(context.config.inventory, reachOf(request, context));
      const items = siteRows(context, sites);
      return { items, total: items.length };
    },
  },
  {
    summary: 'The video-conference rooms',
    answer: listOf(roomRowSchema),
    method: 'GET',
    url: '/api/v1/rooms',
    role: 'viewer',
    reach: 'sites',
    async handle(request, _reply, context): Promise<List<RoomRow>> {
      const items = within(roomRows(context), reachOf(request, context), ({ site }) => site);
      return { items, total: items.length };
    },
  },
  {
    summary: 'One with its devices, lines, rooms, incidents and last day',
    params: siteIdSchema,
    answer: siteDetailSchema,
    method: 'GET',
    url: '/api/v1/sites/:id',
    role: 'viewer',
    reach: 'sites',
    async handle(request, _reply, context): Promise<SiteDetail> {
      return siteDetail(context, siteOf(request, context), seesOf(request, context));
    },
  },
  {
    summary: 'Its availability in a stretch of time',
    params: siteIdSchema,
    query: rangeSchema,
    answer: availabilitySchema,
    method: 'GET',
    url: '/api/v1/sites/:id/availability',
    role: 'viewer',
    reach: 'sites',
    async handle(request, _reply, context): Promise<AvailabilityAnswer> {
      const site = siteOf(request, context);
      const { from, to } = readParams(rangeSchema, request.query);
      checkRange(from, to);
      return availability(context, site, from, to);
    },
  },
  {
    summary: 'Its availability, day by day',
    params: siteIdSchema,
    query: daysSchema,
    answer: listOf(siteDaySchema),
    method: 'GET',
    url: '/api/v1/sites/:id/days',
    role: 'viewer',
    reach: 'sites',
    async handle(request, _reply, context): Promise<List<SiteDay>> {
      const site = siteOf(request, context);
      const { days } = readParams(daysSchema, request.query);
      const items = await siteDays(context, site, days);
      return { items, total: items.length };
    },
  },
  {
    summary: 'What was measured there, in buckets of time',
    params: siteIdSchema,
    query: seriesSchema,
    answer: seriesAnswerSchema,
    method: 'GET',
    url: '/api/v1/sites/:id/series',
    role: 'viewer',
    reach: 'sites',
    async handle(request, _reply, context): Promise<SeriesAnswer> {
      const site = siteOf(request, context);
      const { from, to, measurement, field, line, buckets } = readParams(seriesSchema, request.query);
      checkRange(from, to);
      const tags = { site: site.id, ...(line === undefined ? {} : { line }) };
      const range = { fromMs: from, toMs: to, buckets };
      const fields = [...new Set([field].flat())];
      const found = await Promise.all(
        fields.map((field) => context.store.series({ measurement, field, tags, ...range })),
      );
      return { series: fields.flatMap((field, index) => (found[index] ?? []).map(seriesRow(field))) };
    },
  },
];
