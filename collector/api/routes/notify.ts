/** `/api/v1/notify`: a test message, what is still to be delivered, trying again. */
import { z } from 'zod';
import { listUndelivered, retry } from '../../notify/outbox.ts';
import { ApiRefusal } from '../errors.ts';
import type { Route } from '../resource.ts';
import { iso, readParams } from '../resource.ts';
import type { List, NotifyTestAnswer, OutboxRow, RetryAnswer } from '../types.ts';

const testSchema = z.strictObject({ to: z.string().min(1) });
const listSchema = z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(200) });
const retrySchema = z.strictObject({
  ids: z.array(z.int()).min(1).max(1_000).optional().describe('default: everything that has failed'),
});

const testRoute: Route = {
  method: 'POST',
  url: '/api/v1/notify/test',
  role: 'admin',
  async handle(request, _reply, { sendTest, logger }): Promise<NotifyTestAnswer> {
    const { to } = readParams(testSchema, request.body);
    const results = await sendTest(to);
    if (!results)
      throw new ApiRefusal(404, 'unknown_recipient', `the configuration has no recipient "${to}"`);
    logger.info({ to, by: request.holder?.holder }, 'test message sent');
    return { to, results };
  },
};

const outboxRoute: Route = {
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
  method: 'POST',
  url: '/api/v1/notify/outbox/retry',
  role: 'admin',
  async handle(request, _reply, { ledger, now, wakeOutbox }): Promise<RetryAnswer> {
    const { ids } = readParams(retrySchema, request.body);
    const retried = await retry(ledger, ids, now());
    await wakeOutbox();
    return { retried };
  },
};

export const notifyRoutes: readonly Route[] = [testRoute, outboxRoute, retryRoute];
