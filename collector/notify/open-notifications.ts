/** Puts notifications to work in the collector: the file, the channels, the outbox and who decides what goes into it. */
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import type { LoadedConfig } from '../../config/load.ts';
import { translator } from '../../config/messages.ts';
import { addressOf } from '../../config/notify.ts';
import type { SubjectId } from '../../model/state.ts';
import type { Ledger, LedgerTransaction } from '../ledger/ledger.ts';
import { ChannelSet } from './channels/channel-set.ts';
import { DeadLetters } from './dead-letters.ts';
import { OutboxDelivery } from './delivery.ts';
import type { Duty } from './duty.ts';
import { dutiesOf } from './duty.ts';
import type { NotifierParts } from './notifier.ts';
import { Notifier } from './notifier.ts';
import { NotifyFile } from './notify-file.ts';
import { discard, enqueue, retry } from './outbox.ts';
import type { ReportToSend } from './report-mail.ts';
import { reportEntry } from './report-mail.ts';
import type { TestResult } from './test-message.ts';
import { sendTest } from './test-message.ts';
import { startNotifying } from './ticker.ts';

export interface NotificationParts
  extends Pick<NotifierParts, 'siteOf' | 'nameOf' | 'behindOf' | 'isPlanned' | 'acknowledgeUrl'> {
  readonly config: LoadedConfig;
  readonly ledger: Ledger;
  /** The collector's own: what does not get out is its trouble. */
  readonly collector: SubjectId;
  readonly now: () => number;
  readonly logger: Logger;
}

export interface RunningNotifications {
  readonly file: Pick<NotifyFile, 'installation' | 'problems' | 'waiting'>;
  readonly notifier: Notifier;
  readonly deadLetters: DeadLetters;
  /** Begins to deliver, and to follow the file. */
  start(): void;
  /** There may be something new in the outbox. */
  wake(): void;
  /** Who is on duty, by rota. */
  duties(atMs: number): Duty[];
  /** Puts a report into the outbox for a person; nothing for who has no address any more. */
  postReport(transaction: LedgerTransaction, report: ReportToSend, nowMs: number): Promise<void>;
  /** A test message through the real channels; `undefined`: there is no such recipient. */
  sendTest(name: string): Promise<TestResult[] | undefined>;
  /** Has failed messages tried again, to where people are reached now. @param ids all, when absent. @returns how many. */
  retry(ids: readonly number[] | undefined): Promise<number>;
  /** Dead messages that nobody needs any more. @returns how many. */
  discard(ids: readonly number[]): Promise<number>;
  /** Decides nothing more; what is decided already is delivered on. */
  stopDeciding(): Promise<void>;
  /** Ends after the messages under way. */
  stop(): Promise<void>;
}

export async function openNotifications(parts: NotificationParts): Promise<RunningNotifications> {
  const { config, ledger, now, logger } = parts;
  const channels = await ChannelSet.open(config.installation.notify, {
    folder: dirname(config.path),
    now,
    onUndelivered: (message, reason) => logger.warn({ message, reason }, 'notification did not arrive'),
  });
  const file = new NotifyFile({
    config,
    t: translator(config.installation.language),
    logger,
    now,
    onChange: ({ notify }) =>
      void channels
        .replace(notify)
        .then(() => outbox.resume())
        .catch((error) => logger.error({ err: error }, 'notify: channels cannot be opened')),
  });
  const deadLetters = new DeadLetters(parts.collector);
  const outbox = new OutboxDelivery({
    ledger,
    channels: () => channels.all,
    logger,
    now,
    random: Math.random,
    fallbackAfter: () => file.installation.notify.fallback_after,
    onDead: (count, reason) => deadLetters.note(count, reason),
  });
  const notifier = new Notifier({
    ...parts,
    installation: () => file.installation,
    media: () => outbox.media,
  });
  const recipientOf = (name: string) =>
    file.installation.notify.recipients.find((recipient) => recipient.name === name);
  /** After people have meddled with the outbox. */
  const look = async () => {
    await outbox.countDead();
    outbox.wake();
  };
  let ticker: { stop(): Promise<void> } | undefined;
  return {
    file,
    notifier,
    deadLetters,
    start() {
      outbox.start();
      file.start();
      ticker = startNotifying({ notifier, onNew: () => outbox.wake(), now, logger });
    },
    wake: () => outbox.wake(),
    duties: (atMs) => dutiesOf(file.installation, atMs),
    async postReport(transaction, report, nowMs) {
      const entry = reportEntry(report, recipientOf(report.person));
      if (entry) await enqueue(transaction, entry, nowMs);
      else logger.warn({ person: report.person, report: report.schedule }, 'report: nobody to send it to');
    },
    async sendTest(name) {
      const person = recipientOf(name);
      const { title, time_zone: timeZone } = file.installation;
      return person && sendTest(person, { channels: channels.all, title, timeZone, now });
    },
    async retry(ids) {
      const retried = await retry(ledger, ids, now(), (name, medium) => {
        const person = recipientOf(name);
        return person && addressOf(person, medium);
      });
      await look();
      return retried;
    },
    async discard(ids) {
      const discarded = await discard(ledger, ids);
      await look();
      return discarded;
    },
    async stopDeciding() {
      file.stop();
      await ticker?.stop();
    },
    async stop() {
      await outbox.stop();
      channels.close();
    },
  };
}
