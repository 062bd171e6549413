/** `/api/v1/notify`: who is on duty, a test message, what is still to be delivered, trying again or no more. */
import { z } from 'zod';
import { listUndelivered } from '../../notify/outbox.ts';
import { ApiRefusal } from '../errors.ts';
import { noteAct } from '../note-act.ts';
import type { Route } from '../resource.ts';
import { iso, momentSchema, readParams } from '../resource.ts';
import { notifyReportSchema, notifyTestSchema, outboxRowSchema } from '../schemas/collector.ts';
import { listOf } from '../schemas/parts.ts';
import type {
  DiscardAnswer,
  NotifyReport,
  NotifyTestAnswer,
  OutboxRow,
  RetryAnswer,
} from '../types/notify.ts';
import type { List } from '../types/parts.ts';

const reportSchema = z.object({ at: momentSchema.optional() });
const testSchema = z.strictObject({ to: z.string().normalize('NFC').min(1).max(200) });
const listSchema = z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(200) });
const retrySchema = z.strictObject({
  ids: z.array(z.int()).min(1).max(1_000).optional().describe('default: everything that has failed'),
});

const discardSchema = z.strictObject({ ids: z.array(z.int()).min(1).max(1_000) });

const reportRoute: Route = {
  summary: 'Who is on duty, and what is wrong with the configuration of messages',
  query: reportSchema,
  answer: notifyReportSchema,
  method: 'GET',
  url: '/api/v1/notify',
  role: 'operator',
  async handle(request, _reply, { notifications, now }): Promise<NotifyReport> {
    const { at = now() } = readParams(reportSchema, request.query);
    const { problems, waiting } = notifications.file;
    const duties = notifications
      .duties(at)
      .map((duty) => ({ ...duty, until: duty.until === null ? null : iso(duty.until) }));
    return { duties, problems: [...problems], waiting: [...waiting] };
  },
};

const testRoute: Route = {
  summary: 'Sends a test message to a recipient, and says what each channel did',
  body: testSchema,
  answer: notifyTestSchema,
  audit: 'notify.test',
  method: 'POST',
  url: '/api/v1/notify/test',
  role: 'admin',
  async handle(request, _reply, context): Promise<NotifyTestAnswer> {
    const { notifications, logger, ledger } = context;
    const { to } = readParams(testSchema, request.body);
    await noteAct(request, context, ledger, { object: `recipient:${to}` });
    const results = await notifications.sendTest(to);
    if (!results)
      throw new ApiRefusal(404, 'unknown_recipient', `the configuration has no recipient "${to}"`);
    logger.info({ to, by: request.holder?.holder }, 'test message sent');
    return { to, results };
  },
};

const outboxRoute: Route = {
  summary: 'Messages that wait or were given up, oldest first',
  query: listSchema,
  answer: listOf(outboxRowSchema),
  method: 'GET',
  url: '/api/v1/notify/outbox',
  role: 'admin',
  async handle(request, _reply, { ledger }): Promise<List<OutboxRow>> {
    const { limit } = readParams(listSchema, request.query);
    const items = (await listUndelivered(ledger, limit)).map((row): OutboxRow => {
      const { id, person, medium, recipient, incident, subject, status, attempts, last_error } = row;
      const shown = status === 'dead' ? 'dead' : 'pending';
      const times = { createdAt: iso(row.created_ms), dueAt: iso(row.due_ms) };
      return {
        id,
        person,
        medium,
        recipient,
        incident,
        subject,
        status: shown,
        attempts,
        ...times,
        error: last_error,
      };
    });
    return { items, total: items.length };
  },
};

const retryRoute: Route = {
  summary: 'Tries them again',
  body: retrySchema,
  answer: z.strictObject({ retried: z.int() }) satisfies z.ZodType<RetryAnswer>,
  audit: 'outbox.retry',
  method: 'POST',
  url: '/api/v1/notify/outbox/retry',
  role: 'admin',
  async handle(request, _reply, context): Promise<RetryAnswer> {
    const { ids } = readParams(retrySchema, request.body);
    await noteAct(request, context, context.ledger, { object: 'outbox', detail: { ids } });
    return { retried: await context.notifications.retry(ids) };
  },
};

const discardRoute: Route = {
  summary: 'Gives up those that were given up for good',
  body: discardSchema,
  answer: z.strictObject({ discarded: z.int() }) satisfies z.ZodType<DiscardAnswer>,
  audit: 'outbox.discard',
  method: 'POST',
  url: '/api/v1/notify/outbox/discard',
  role: 'admin',
  async handle(request, _reply, context): Promise<DiscardAnswer> {
    const { notifications, logger, ledger } = context;
    const { ids } = readParams(discardSchema, request.body);
    await noteAct(request, context, ledger, { object: 'outbox', detail: { ids } });
    const discarded = await notifications.discard(ids);
    logger.info({ ids, discarded, by: request.holder?.holder }, 'dead messages discarded');
    return { discarded };
  },
};

export const notifyRoutes: readonly Route[] = [reportRoute, testRoute, outboxRoute, retryRoute, discardRoute];
