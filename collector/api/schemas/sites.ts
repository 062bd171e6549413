/** Answers about sites, rooms and what is measured there. */
import { z } from 'zod';
import { DEVICE_KINDS, SITE_CLASSES } from '../../../model/inventory.ts';
import type { DeviceRow, LineRow } from '../types/equipment.ts';
import type { RoomRow } from '../types/rooms.ts';
import type {
  AvailabilityAnswer,
  IntervalRow,
  SeriesAnswer,
  SiteDay,
  SiteDetail,
  SiteNoteRow,
  SiteRow,
} from '../types/sites.ts';
import { incidentRowSchema } from './incidents.ts';
import { moment, stateSchema } from './parts.ts';

const percent = z.number().min(0).max(100);

export const siteRowSchema = z
  .strictObject({
    id: z.string(),
    shortName: z.string(),
    name: z.string(),
    class: z.enum(SITE_CLASSES),
    unit: z.string().describe('Code of its administrative unit'),
    unitName: z.string(),
    district: z.string().nullable().describe('Code of the unit of district level; `null` at province level'),
    districtName: z.string().nullable(),
    upstream: z.string().nullable(),
    state: stateSchema,
    maintenance: z.boolean().describe('Inside a maintenance window; the state is the real one all the same'),
    since: moment.describe('Since when it is in this state'),
    latitude: z.number().nullable(),
    longitude: z.number().nullable(),
    rttMs: z
      .number()
      .nullable()
      .describe('Of the latest round from the core; `null`: it failed, or there was none'),
    lossPercent: percent.nullable(),
  })
  .meta({ id: 'Site' }) satisfies z.ZodType<SiteRow>;

const deviceRowSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    kind: z.enum(DEVICE_KINDS),
    address: z.string(),
    answers: z.boolean().nullable().describe('To the latest poll; `null`: there was none of late'),
    uptimeSeconds: z.number().nullable(),
    responseMs: z.number().nullable(),
  })
  .meta({ id: 'Device' }) satisfies z.ZodType<DeviceRow>;

const lineRowSchema = z
  .strictObject({
    id: z.string(),
    carrier: z.string(),
    bandwidthKbps: z.number(),
    device: z.string(),
    interfaceName: z.string(),
    targetPercent: z.number().describe('Of the contract'),
    inBps: z.number().nullable(),
    outBps: z.number().nullable(),
  })
  .meta({ id: 'Line', description: 'A circuit to the upstream' }) satisfies z.ZodType<LineRow>;

export const roomRowSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    level: z.enum(['province', 'district']),
    site: z.string(),
    state: stateSchema,
    maintenance: z.boolean(),
    since: moment,
    rttMs: z.number().nullable(),
    lossPercent: percent.nullable(),
    jitterMs: z.number().nullable(),
    mos: z.number().nullable().describe('What people would say of a call now (ITU-T G.107), 1 to 4.5'),
    codec: z
      .strictObject({
        reachable: z.boolean(),
        inCall: z.boolean().nullable().describe('`null`: its protocol does not say'),
        callRateKbps: z.number().nullable(),
      })
      .nullable()
      .describe('`null`: nothing asks it, or there was no answer of late'),
    lines: z.array(lineRowSchema).describe('Of its site'),
  })
  .meta({ id: 'Room', description: 'A video-conference endpoint' }) satisfies z.ZodType<RoomRow>;

const intervalSchema = z
  .strictObject({
    state: stateSchema,
    from: moment,
    to: moment.nullable().describe('`null`: still going on'),
  })
  .meta({ id: 'Interval' }) satisfies z.ZodType<IntervalRow>;

export const siteDaySchema = z
  .strictObject({
    from: moment,
    to: moment,
    availabilityPercent: percent.nullable().describe('`null`: nobody was looking all along'),
    seconds: z.record(stateSchema, z.number()),
    outages: z.int(),
  })
  .meta({ id: 'SiteDay' }) satisfies z.ZodType<SiteDay>;

export const availabilitySchema = z
  .strictObject({
    site: z.string(),
    from: moment,
    to: moment,
    availabilityPercent: percent.nullable().describe('`null`: nobody was looking all along'),
    seconds: z.record(stateSchema, z.number()),
    outages: z.int(),
    longestOutageSeconds: z.number(),
  })
  .meta({ id: 'Availability' }) satisfies z.ZodType<AvailabilityAnswer>;

export const siteDetailSchema = z
  .strictObject({
    ...siteRowSchema.shape,
    address: z.string(),
    devices: z.array(deviceRowSchema),
    lines: z.array(lineRowSchema),
    rooms: z.array(roomRowSchema),
    incidents: z.array(incidentRowSchema),
    availability: availabilitySchema.describe('Of the last 24 hours'),
    intervals: z.array(intervalSchema).describe('Of the last 24 hours, oldest first, without gaps'),
  })
  .meta({ id: 'SiteDetail' }) satisfies z.ZodType<SiteDetail>;

export const siteNoteSchema = z
  .strictObject({ id: z.number(), text: z.string(), author: z.string(), at: moment })
  .meta({ id: 'SiteNote' }) satisfies z.ZodType<SiteNoteRow>;

export const seriesSchema = z
  .strictObject({
    series: z.array(
      z.strictObject({
        field: z.string(),
        tags: z.record(z.string(), z.string()),
        buckets: z
          .array(z.tuple([z.number(), z.number(), z.number(), z.number()]))
          .describe('Start in epoch milliseconds, average, minimum, maximum; empty ones are left out'),
      }),
    ),
  })
  .meta({ id: 'Series' }) satisfies z.ZodType<SeriesAnswer>;
