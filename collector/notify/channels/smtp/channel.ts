/** E-mail over SMTP. */
import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import type { Installation } from '../../../../config/schema/installation.ts';
import type { Channel, Delivery } from '../channel.ts';

export type SmtpSettings = NonNullable<Installation['notify']['smtp']>;

/** A mail server that does not answer for this long is taken for gone. */
const TIMEOUT_MS = 15_000;

function passwordOf(settings: SmtpSettings): string | undefined {
  if (settings.password_file === undefined) return undefined;
  return readFileSync(settings.password_file, 'utf8').split('\n')[0]?.trim();
}

export function openSmtpChannel(settings: SmtpSettings): Channel {
  const transport = createTransport({
    host: settings.host,
    port: settings.port,
    secure: settings.secure,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    ...(settings.user === undefined
      ? {}
      : { auth: { user: settings.user, pass: passwordOf(settings) ?? '' } }),
  });
  const domain = settings.from.split('@')[1] ?? 'localhost';
  return {
    kind: 'smtp',
    async send(delivery: Delivery): Promise<void> {
      await transport.sendMail({
        from: settings.from,
        to: delivery.recipient,
        subject: delivery.subject,
        text: delivery.text,
        // The same id for every attempt: a mailbox that has the message already shows it once.
        messageId: `<${delivery.idempotencyKey}@${domain}>`,
        references: `<${delivery.thread}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
    close: () => transport.close(),
  };
}
