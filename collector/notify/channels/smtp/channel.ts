/** E-mail over SMTP. */
import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import type { Installation } from '../../../../config/schema/installation.ts';
import type { Attempt, Channel, Delivery } from '../channel.ts';
import { DeliveryError } from '../channel.ts';

export type SmtpSettings = NonNullable<Installation['notify']['smtp']>;

/** A mail server that does not answer for this long is taken for gone. */
const TIMEOUT_MS = 15_000;

function passwordOf(settings: SmtpSettings): string | undefined {
  if (settings.password_file === undefined) return undefined;
  return readFileSync(settings.password_file, 'utf8').split('\n')[0]?.trim();
}

/** A reply of 5xx: it will not be taken later either (RFC 5321 section 4.2.1). */
function isPermanent(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('responseCode' in error)) return false;
  const { responseCode } = error;
  return typeof responseCode === 'number' && responseCode >= 500;
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
    async send(delivery: Delivery, { step }: Attempt): Promise<void> {
      step(`${settings.host}:${settings.port}`);
      const mail = {
        from: settings.from,
        to: delivery.recipient,
        subject: delivery.subject,
        text: delivery.text,
        ...(delivery.html === undefined ? {} : { html: delivery.html }),
        // The same id for every attempt: a mailbox that has the message already shows it once.
        messageId: `<${delivery.idempotencyKey}@${domain}>`,
        references: `<${delivery.thread}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      };
      try {
        const { response } = await transport.sendMail(mail);
        step(response);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new DeliveryError(reason, { permanent: isPermanent(error), cause: error });
      }
    },
    close: () => transport.close(),
  };
}
