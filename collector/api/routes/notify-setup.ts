/** `/api/v1/notify/setup`, `/api/v1/notify/messages`: who is told of what and by which way; every message of the outbox. */
import { z } from 'zod';
import { MEDIA } from '../../../model/medium.ts';
import type { OutboxRecord } from '../../ledger/schema.ts';
import { mediumStandings, searchOutbox } from '../../notify/outbox-search.ts';
import { notifySetup } from '../notify-rows.ts';
import type { Route } from '../resource.ts';
import { iso, readParams } from '../resource.ts';
import { messageListSchema, notifySetupSchema } from '../schemas/notify.ts';
import type { MessageList, MessageRow, NotifySetup } from '../types/notify.ts';

const MAX_TEXT = 100;

const searchSchema = z.object({
  status: z.enum(['pending', 'delivered', 'dead', 'withdrawn']).optional(),
  medium: z.enum(MEDIA).optional(),
  q: z
    .string()
    .max(MAX_TEXT)
    .transform((text) => text.normalize('NFC').trim() || undefined)
    .optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const setupRoute: Route = {
  summary: 'Who is told of what and by which way, and whether it arrives',
  answer: notifySetupSchema,
  method: 'GET',
  url: '/api/v1/notify/setup',
  role: 'admin',
  async handle(_request, _reply, { config, ledger, notifications }): Promise<NotifySetup> {
    const { units, sites } = config.inventory;
    const unitNames = new Map(units.map(({ code, name }) => [code, name]));
    const siteNames = new Map(sites.map(({ id, name }) => [id, name]));
    return notifySetup({
      notify: notifications.file.installation.notify,
      standings: await mediumStandings(ledger),
      unitName: (code) => unitNames.get(code) ?? code,
      siteName: (id) => siteNames.get(id) ?? id,
    });
  },
};

function messageRow(row: OutboxRecord): MessageRow {
  const { id, person, medium, recipient, incident, subject, status, attempts } = row;
  const times = {
    createdAt: iso(row.created_ms),
    dueAt: iso(row.due_ms),
    deliveredAt: row.delivered_ms === null ? null : iso(row.delivered_ms),
  };
  const said = { text: row.text, error: row.last_error };
  return { id, person, medium, recipient, incident, subject, status, attempts, ...times, ...said };
}

const messagesRoute: Route = {
  summary: 'The messages, the latest first',
  query: searchSchema,
  answer: messageListSchema,
  method: 'GET',
  url: '/api/v1/notify/messages',
  role: 'admin',
  async handle(request, _reply, { ledger }): Promise<MessageList> {
    const { q: text, limit, ...rest } = readParams(searchSchema, request.query);
    const { rows, total } = await searchOutbox(ledger, { ...rest, text, limit });
    const last = rows.at(-1);
    return {
      items: rows.map(messageRow),
      total,
      next: last !== undefined && rows.length === limit ? last.id : null,
    };
  },
};

export const notifySetupRoutes: readonly Route[] = [setupRoute, messagesRoute];
