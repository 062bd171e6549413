/** Who is told of what, when and how. */
import { z } from 'zod';
import { channelSettings } from '../../model/channel-settings.ts';
import { parseDailyHours } from '../../model/daily-hours.ts';
import { SEVERITIES } from '../../model/incident.ts';
import { SITE_CLASSES } from '../../model/inventory.ts';
import { MEDIA } from '../../model/medium.ts';
import { durationSchema } from '../../model/probe-settings.ts';
import { timeOfDaySchema } from './time-of-day.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const nameSchema = z.string().trim().min(1).max(64);

const hoursSchema = z.string().transform((text, context) => {
  const hours = parseDailyHours(text);
  if (hours) return hours;
  context.addIssue({ code: 'custom', params: { problem: 'bad_hours', value: text } });
  return z.NEVER;
});

/** Digits as SMS centres take them: E.164 (ITU-T), or as dialled in the country. */
const phoneSchema = z.union([z.string(), z.number()]).transform((value, context) => {
  const phone = String(value).replace(/[\s.-]/g, '');
  // YAML reads digits without quotes as a number, and their leading zero or plus is gone.
  if (typeof value === 'string' && /^\+?\d{3,15}$/.test(phone)) return phone;
  context.addIssue({ code: 'custom', params: { problem: 'bad_phone', value } });
  return z.NEVER;
});

const localMomentSchema = z.string().superRefine((text, context) => {
  const [day = '', time = ''] = text.split('T');
  if (z.iso.date().safeParse(day).success && /^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return;
  context.addIssue({ code: 'custom', params: { problem: 'bad_local_moment', value: text } });
});

const recipientSchema = z.strictObject({
  name: nameSchema.describe('by which routes and rotas call them'),
  email: z.email().optional(),
  phone: phoneSchema.optional(),
  webhook: z.string().optional().describe('name of one in `webhooks`: the recipient is a program'),
  language: z.enum(['vi', 'en']).default('vi'),
  quiet: hoursSchema.optional().describe('22:00-06:00: what is not critical waits for its end'),
});

const rotaSchema = z.strictObject({
  name: nameSchema,
  members: z.array(nameSchema).default([]).describe('recipients, in the order in which they take over'),
  start: z.iso.date().default('2024-01-01').describe('the day on which the first of them takes over'),
  every_days: z.int().min(1).max(366).default(7).describe('days between two hand-overs'),
  at: timeOfDaySchema.prefault('07:30').describe('time of the hand-over'),
  overrides: z
    .array(z.strictObject({ from: localMomentSchema, to: localMomentSchema, member: nameSchema }))
    .default([])
    .describe('somebody else for a while; the last that holds counts'),
});

const howSchema = z
  .union([z.array(z.enum(MEDIA)).min(1), z.literal(['digest', 'none'])])
  .describe('[sms, mail], `digest` or `none`');

const routeSchema = z.strictObject({
  name: nameSchema,
  to: z.array(nameSchema).min(1).describe('recipients and rotas'),
  units: z.array(z.string()).optional().describe('administrative units, with all below them'),
  sites: z.array(z.string()).optional(),
  classes: z.array(z.enum(SITE_CLASSES)).optional(),
  severity: z.enum(SEVERITIES).default('info').describe('at least'),
  kinds: z.array(z.string()).optional().describe('`down`, `agent-silent`, names of rules'),
  days: z.array(z.enum(DAYS)).optional(),
  hours: hoursSchema.optional().describe('07:30-17:00, of the installation’s time zone'),
  how: z
    .strictObject({
      critical: howSchema.prefault(['sms', 'mail']),
      major: howSchema.prefault(['mail']),
      warning: howSchema.prefault('digest'),
      info: howSchema.prefault('none'),
    })
    .prefault({}),
  escalate: z
    .array(
      z.strictObject({
        after: durationSchema(1_000, 7 * 86_400_000).describe('without acknowledgement'),
        to: z.array(nameSchema).min(1).describe('recipients and rotas'),
      }),
    )
    .default([]),
});

export const notifySchema = z.strictObject({
  ...channelSettings,
  recipients: z.array(recipientSchema).default([]),
  rotas: z.array(rotaSchema).default([]),
  routes: z.array(routeSchema).optional().describe('default: one, to all recipients'),
  digest_at: z.array(timeOfDaySchema).min(1).max(24).prefault(['07:30', '13:00']),
  storm: z
    .strictObject({
      limit: z.int().min(1).max(1_000).default(5).describe('incidents that one person is told of singly'),
      within: durationSchema(60_000, 86_400_000).prefault('10m'),
      gather: durationSchema(0, 600_000)
        .prefault('30s')
        .describe('what comes in this time is in the first message'),
    })
    .prefault({}),
  fallback_after: z
    .int()
    .min(1)
    .max(8)
    .default(3)
    .describe('failed attempts after which the other channel is used besides'),
});

export type NotifySettings = z.output<typeof notifySchema>;
export type Recipient = NotifySettings['recipients'][number];
export type Route = NonNullable<NotifySettings['routes']>[number];
export type How = Route['how']['critical'];

/** Of ISO 8601, 1 Monday to 7 Sunday. */
export function isoWeekday(day: (typeof DAYS)[number]): number {
  return DAYS.indexOf(day) + 1;
}

/** The route of an installation that has not written any: everybody, everything. */
export function defaultRoute(recipients: readonly Recipient[]): Route {
  return routeSchema.parse({ name: 'default', to: recipients.map(({ name }) => name) });
}
