/** Answers about who is told by which way, and the messages. */
import { z } from 'zod';
import { SEVERITIES } from '../../../model/incident.ts';
import { SITE_CLASSES } from '../../../model/inventory.ts';
import { MEDIA } from '../../../model/medium.ts';
import type { MessageList, MessageRow, NotifySetup } from '../types/notify.ts';
import { moment } from './parts.ts';

const names = z.array(z.string());

const routeSchema = z.strictObject({
  name: z.string(),
  to: names.describe('Recipients and rotas'),
  units: names,
  sites: names,
  classes: z.array(z.enum(SITE_CLASSES)),
  severity: z.enum(SEVERITIES).describe('At least'),
  kinds: names,
  days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])),
  hours: z.string().nullable(),
  how: z.array(z.strictObject({ severity: z.enum(SEVERITIES), media: names })),
  escalate: z.array(z.strictObject({ afterMs: z.number(), to: names })),
});

const mediumSchema = z.strictObject({
  medium: z.enum(MEDIA),
  hasChannel: z.boolean(),
  waiting: z.int(),
  failing: z.int().describe('Of those that wait: with an attempt that failed'),
  dead: z.int(),
  deliveredAt: moment.nullable().describe('When the latest was taken over'),
  error: z.string().nullable().describe('Why the newest of those that fail or are dead did not go'),
});

export const notifySetupSchema = z
  .strictObject({
    recipients: z.array(
      z.strictObject({
        name: z.string(),
        email: z.string().nullable(),
        phone: z.string().nullable(),
        webhook: z.string().nullable(),
        language: z.enum(['vi', 'en']),
        quiet: z.string().nullable(),
      }),
    ),
    rotas: z.array(
      z.strictObject({
        name: z.string(),
        members: names.describe('In the order in which they take over'),
        start: z.string(),
        everyDays: z.int(),
        at: z.string(),
        overrides: z.array(z.strictObject({ from: z.string(), to: z.string(), member: z.string() })),
      }),
    ),
    routes: z.array(routeSchema),
    digestAt: names,
    channels: z.array(
      z.strictObject({
        kind: z.enum(['smtp', 'smpp', 'gammu', 'http-sms', 'webhook']),
        medium: z.enum(MEDIA),
        place: z.string().describe('Where it is, without secrets'),
      }),
    ),
    media: z.array(mediumSchema),
  })
  .meta({ id: 'NotifySetup' }) satisfies z.ZodType<NotifySetup>;

const messageRowSchema = z
  .strictObject({
    id: z.int(),
    person: z.string(),
    medium: z.enum(MEDIA),
    recipient: z.string(),
    incident: z.int().nullable(),
    subject: z.string(),
    text: z.string(),
    status: z.enum(['pending', 'delivered', 'dead', 'withdrawn']),
    attempts: z.int(),
    createdAt: moment,
    dueAt: moment,
    deliveredAt: moment.nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'Message' }) satisfies z.ZodType<MessageRow>;

export const messageListSchema = z
  .strictObject({
    items: z.array(messageRowSchema),
    total: z.int(),
    next: z.int().nullable().describe('`before` of the next page'),
  })
  .meta({ id: 'MessageList' }) satisfies z.ZodType<MessageList>;
