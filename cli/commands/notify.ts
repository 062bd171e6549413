/** `canhmang notify`: who is on duty, a test message, what is still to be delivered, trying again. */
import { endTokens, issueToken } from '../../collector/api/auth/tokens.ts';
import type {
  DiscardAnswer,
  NotifyReport,
  NotifyTestAnswer,
  OutboxRow,
  RetryAnswer,
} from '../../collector/api/types/notify.ts';
import type { List } from '../../collector/api/types/parts.ts';
import { EXIT, UserError } from '../../config/error.ts';
import type { MessageKey, Translate } from '../../config/messages.ts';
import { formatTime } from '../../config/messages.ts';
import type { ApiOptions } from '../api-client.ts';
import { getJson, postJson } from '../api-client.ts';
import { withLedger } from '../ledger-on-disk.ts';
import { configOf, dataFolderOf } from '../settings.ts';
import { printTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { momentOf } from './maintenance.ts';

export interface NotifyOptions {
  readonly config?: string;
  readonly data?: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** The collector gives each channel 30 s. */
const TEST_TIMEOUT_MS = 60_000;
const ACT_TIMEOUT_MS = 10_000;

/** Asks the running collector with a token of its own that ends with it: who reads the ledger may do this. */
function asAdmin<T>(options: NotifyOptions, work: (api: ApiOptions) => Promise<T>): Promise<T> {
  const config = configOf(options);
  const url = options.url ?? `http://${config.installation.listen}`;
  const holder = `notify-${process.pid}`;
  return withLedger(dataFolderOf(options, config), async (ledger) => {
    const token = await issueToken(ledger, 'admin', holder, Date.now());
    try {
      return await work({ url, token });
    } finally {
      await endTokens(ledger, 'admin', holder);
    }
  });
}

/** `notify test --to NAME`: what each channel does, and whether the other side took the message. */
export async function runNotifyTest(
  { out, say, t }: Terminal,
  options: NotifyOptions & { readonly to: string },
): Promise<number> {
  const { recipients } = configOf(options).installation.notify;
  if (!recipients.some(({ name }) => name === options.to)) {
    const known = recipients.map(({ name }) => name).join(', ');
    throw new UserError('unknown_recipient', { name: options.to, known: known || '-' });
  }
  const body = { to: options.to };
  const { results } = await asAdmin(options, (api) =>
    postJson<NotifyTestAnswer>(api, '/api/v1/notify/test', body, TEST_TIMEOUT_MS),
  );
  if (options.json) out(JSON.stringify(results, null, 2));
  else
    for (const { channel, recipient, steps, error } of results) {
      out(t('notify.channel', { channel, recipient }));
      for (const { afterMs, stage, detail } of steps)
        out(`  ${String(afterMs).padStart(6)} ms  ${t(`notify.stage.${stage}`)}: ${detail}`);
      out(`  ${error === null ? t('notify.taken') : t('notify.failed', { reason: error })}`);
    }
  if (results.length === 0) say(t('notify.no_channel', { name: options.to }));
  return results.length > 0 && results.every(({ error }) => error === null) ? EXIT.ok : EXIT.problem;
}

/** `notify outbox`: what waits and what was given up, and why. */
export async function runNotifyOutbox(
  { out, say, t, language }: Terminal,
  options: NotifyOptions,
): Promise<number> {
  const { items } = await asAdmin(options, (api) =>
    getJson<List<OutboxRow>>(api, '/api/v1/notify/outbox?limit=1000'),
  );
  if (options.json) out(JSON.stringify(items, null, 2));
  else if (items.length === 0) say(t('notify.nothing'));
  else {
    const zone = configOf(options).installation.time_zone;
    for (const { id, status, person, medium, attempts, dueAt, subject, error } of items) {
      const at = formatTime(Date.parse(dueAt), language, zone);
      out([id, t(`notify.${status}`, { at }), `${person} (${medium})`, subject].join('  '));
      if (error !== null) out(`    ${t('notify.reason', { attempts: String(attempts), reason: error })}`);
    }
  }
  return items.some(({ status }) => status === 'dead') ? EXIT.problem : EXIT.ok;
}

/** `notify duty`: by rota; what is wrong with the file that the collector was given meanwhile is said besides. */
export async function runNotifyDuty(
  terminal: Terminal,
  options: NotifyOptions & { readonly at?: string },
): Promise<number> {
  const { out, say, t, language } = terminal;
  const { time_zone: zone, notify } = configOf(options).installation;
  const at = options.at === undefined ? '' : `?at=${momentOf(options.at, zone)}`;
  const report = await asAdmin(options, (api) => getJson<NotifyReport>(api, `/api/v1/notify${at}`));
  const { duties, waiting } = report;
  if (options.json) out(JSON.stringify(report, null, 2));
  else {
    const time = (iso: string | null) => (iso === null ? '-' : formatTime(Date.parse(iso), language, zone));
    const columns = {
      rota: ({ rota }: Duty) => rota,
      member: ({ member }: Duty) => member ?? t('notify.nobody'),
      until: ({ until }: Duty) => time(until),
      next: ({ until, next }: Duty) => (until === null ? '-' : (next ?? t('notify.nobody'))),
    };
    printTable(terminal, {}, duties, columns, (column) => t(`notify.column.${column}` as MessageKey));
    if (notify.rotas.length === 0) say(t('notify.no_rota'));
    if (waiting.length > 0) say(t('notify.waiting', { keys: waiting.join(', ') }));
  }
  return duties.every(({ member }) => member !== null) ? EXIT.ok : EXIT.problem;
}

type Duty = NotifyReport['duties'][number];

function numbersOf(ids: string, t: Translate): number[] {
  const numbers = ids.split(',').map(Number);
  if (numbers.some((number) => !Number.isSafeInteger(number)))
    throw new UserError('usage', { reason: t('notify.not_a_number', { value: ids }) });
  return numbers;
}

/** `notify retry [ID…]` */
export async function runNotifyRetry(
  { out, say, t }: Terminal,
  options: NotifyOptions,
  ids: string,
): Promise<number> {
  const body = ids === '' ? {} : { ids: numbersOf(ids, t) };
  const answer = await asAdmin(options, (api) =>
    postJson<RetryAnswer>(api, '/api/v1/notify/outbox/retry', body, ACT_TIMEOUT_MS),
  );
  if (options.json) out(JSON.stringify(answer));
  else say(t('notify.retried', { count: String(answer.retried) }));
  return EXIT.ok;
}

/** `notify discard ID…` */
export async function runNotifyDiscard(
  { out, say, t }: Terminal,
  options: NotifyOptions,
  ids: string,
): Promise<number> {
  const body = { ids: numbersOf(ids, t) };
  const answer = await asAdmin(options, (api) =>
    postJson<DiscardAnswer>(api, '/api/v1/notify/outbox/discard', body, ACT_TIMEOUT_MS),
  );
  if (options.json) out(JSON.stringify(answer));
  else say(t('notify.discarded', { count: String(answer.discarded) }));
  return answer.discarded === body.ids.length ? EXIT.ok : EXIT.problem;
}
