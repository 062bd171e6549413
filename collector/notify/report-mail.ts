/** A scheduled report on its way to a person. */
import type { Recipient } from '../../config/schema/notify.ts';
import type { OutboxEntry } from './outbox.ts';

/** What is said of a report and where its files are. */
export interface ReportToSend {
  readonly run: number;
  readonly schedule: string;
  readonly person: string;
  readonly subject: string;
  readonly text: string;
}

/** @returns `undefined` where the person has no e-mail address (any more). */
export function reportEntry(
  { run, schedule, person, subject, text }: ReportToSend,
  recipient: Recipient | undefined,
): OutboxEntry | undefined {
  if (recipient?.email === undefined) return undefined;
  return {
    idempotency_key: `report-${run}-${person}`,
    incident: null,
    person,
    medium: 'mail',
    recipient: recipient.email,
    subject,
    text,
    thread: `canhmang-report-${Buffer.from(schedule).toString('hex')}`,
    report_run: run,
  };
}
