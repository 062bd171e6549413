/**
 * `/ack?t=…`: the link in a message. GET asks, POST acknowledges: programs that look into mails follow links and must
 * not acknowledge anything.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Language, Translate } from '../../../config/messages.ts';
import { formatTime, translator } from '../../../config/messages.ts';
import type { AckLink } from '../../ack/link.ts';
import { LINK_VALID_MS, readAckLink } from '../../ack/link.ts';
import { acknowledge } from '../../incidents/people.ts';
import { IncidentRefusal } from '../../incidents/refusal.ts';
import type { LedgerReader } from '../../ledger/ledger.ts';
import type { IncidentRecord } from '../../ledger/schema.ts';
import { ACK_STYLE, ackPage } from '../ack-page.ts';
import { noteAct } from '../note-act.ts';
import type { ApiContext, Route } from '../resource.ts';
import { readParams } from '../resource.ts';
import { contentSecurityPolicy, styleHash } from '../security-headers.ts';

const querySchema = z.object({ t: z.string().max(1_000).default('') });

const POLICY = contentSecurityPolicy(styleHash(ACK_STYLE));

interface Asked {
  readonly link: AckLink;
  readonly incident: IncidentRecord;
}

/** @returns what a link that cannot be used any more is told. */
async function askedBy(request: FastifyRequest, context: ApiContext): Promise<Asked | 'bad' | 'expired'> {
  const link = readAckLink(readParams(querySchema, request.query).t, context.ackKey);
  if (!link) return 'bad';
  if (context.now() > link.issuedMs + LINK_VALID_MS) return 'expired';
  const incident = await context.ledger
    .selectFrom('incident')
    .selectAll()
    .where('id', '=', link.incident)
    .executeTakeFirst();
  if (!incident) return 'bad';
  // Good once: it went with the incident as it was, and somebody has taken charge since.
  const used = incident.acknowledged_ms === null && (await acknowledgedSince(context.ledger, link));
  return used ? 'expired' : { link, incident };
}

async function acknowledgedSince(ledger: LedgerReader, { incident, issuedMs }: AckLink): Promise<boolean> {
  const row = await ledger
    .selectFrom('incident_event')
    .select('id')
    .where('incident', '=', incident)
    .where('event', '=', 'acknowledged')
    .where('at_ms', '>=', issuedMs)
    .executeTakeFirst();
  return row !== undefined;
}

interface Speech {
  readonly t: Translate;
  readonly language: Language;
  readonly timeZone: string;
}

function speechFor(person: string | undefined, { notifications }: ApiContext): Speech {
  const { notify, language, time_zone: timeZone } = notifications.file.installation;
  const own = notify.recipients.find(({ name }) => name === person)?.language ?? language;
  return { t: translator(own), language: own, timeZone };
}

/** What there is to say before anything is done; `undefined`: the question can be asked. */
function standing(incident: IncidentRecord, { t, language, timeZone }: Speech): string | undefined {
  const params = { number: String(incident.id) };
  if (incident.merged_into !== null) return t('ack.gone', params);
  if (incident.resolved_ms !== null) return t('ack.resolved', params);
  if (incident.acknowledged_ms === null) return undefined;
  const at = formatTime(incident.acknowledged_ms, language, timeZone);
  return t('ack.already', { ...params, who: incident.acknowledged_by ?? '', at });
}

function show(reply: FastifyReply, status: number, page: Parameters<typeof ackPage>[0]): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('content-security-policy', POLICY)
    .type('text/html; charset=utf-8')
    .send(ackPage(page));
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  context: ApiContext,
  act: (asked: Asked, speech: Speech) => Promise<{ lines: string[]; button?: string }>,
): Promise<FastifyReply> {
  const asked = await askedBy(request, context);
  const speech = speechFor(typeof asked === 'string' ? undefined : asked.link.person, context);
  const { t, language } = speech;
  if (typeof asked === 'string') {
    const waitS = asked === 'bad' ? context.limits.wrongTokens.take(request.ip) : 0;
    if (waitS > 0) void reply.header('retry-after', String(Math.ceil(waitS)));
    const status = waitS > 0 ? 429 : asked === 'bad' ? 404 : 410;
    return show(reply, status, { language, title: 'Canh Mạng', lines: [t(`ack.${asked}`)] });
  }
  const title = t('ack.title', { number: String(asked.incident.id) });
  const already = standing(asked.incident, speech);
  const page = already === undefined ? await act(asked, speech) : { lines: [already] };
  return show(reply, 200, { language, title, ...page });
}

export const ackRoutes: readonly Route[] = [
  {
    summary: 'The page behind the link of a message',
    query: querySchema,
    produces: ['text/html'],
    method: 'GET',
    url: '/ack',
    role: 'public',
    handle: (request, reply, context) =>
      answer(request, reply, context, async ({ incident }, { t, language, timeZone }) => ({
        lines: [
          t('ack.question', { name: context.nameOf(incident.subject), number: String(incident.id) }),
          t('ack.since', { since: formatTime(incident.opened_ms, language, timeZone) }),
        ],
        button: t('ack.button'),
      })),
  },
  {
    summary: 'Its button: acknowledges the incident',
    query: querySchema,
    consumes: 'application/x-www-form-urlencoded',
    produces: ['text/html'],
    audit: 'incident.acknowledge',
    method: 'POST',
    url: '/ack',
    role: 'public',
    handle: (request, reply, context) =>
      answer(request, reply, context, async ({ incident, link }, { t }) => {
        const params = { number: String(incident.id) };
        try {
          const act = { author: link.person, nowMs: context.now() };
          await context.act(async (transaction) => {
            const changes = await acknowledge(transaction, incident.id, act);
            const noted = { object: `incident:${incident.id}`, author: link.person, detail: { by: 'link' } };
            await noteAct(request, context, transaction, noted);
            return changes;
          });
          return { lines: [t('ack.done', params)] };
        } catch (error) {
          // It ended between the look and the act.
          if (!(error instanceof IncidentRefusal)) throw error;
          return { lines: [t('ack.resolved', params)] };
        }
      }),
  },
];
