/** E-mail over SMTP (RFC 5321), with STARTTLS (RFC 3207) or TLS, and a name and password where the server wants them. */
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import type { SmtpSettings } from '../../../../model/channel-settings.ts';
import type { Attempt, Channel, Delivery } from '../channel.ts';
import { DeliveryError } from '../channel.ts';
import { pathOf } from '../http-request.ts';
import { readSecret } from '../secret.ts';

/** A mail server that says nothing for this long is taken for gone. */
const SILENCE_MS = 15_000;

/** Commands whose refusal is about this message. Those before are about us, and people can mend them. */
const ABOUT_THE_MESSAGE: ReadonlySet<unknown> = new Set(['RCPT TO', 'DATA']);
/** X.7.Z: security or policy (RFC 3463 section 3.8), "relaying denied" among them. */
const POLICY = /^5\d\d[ -]5\.7\./;

/** A reply of 5xx about recipient or text: it will not be taken later either (RFC 5321 section 4.2.1). */
function isPermanent(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { responseCode, command, response } = error as Readonly<Record<string, unknown>>;
  if (typeof responseCode !== 'number' || responseCode < 500) return false;
  return ABOUT_THE_MESSAGE.has(command) && !(typeof response === 'string' && POLICY.test(response));
}

interface Login {
  readonly user: string;
  readonly pass: string;
}

async function loginOf({ user, password_file }: SmtpSettings, folder: string): Promise<Login | undefined> {
  if (user === undefined || password_file === undefined) return undefined;
  return { user, pass: await readSecret(folder, password_file) };
}

async function authorityOf({ ca_file }: SmtpSettings, folder: string): Promise<string | undefined> {
  const path = pathOf(folder, ca_file);
  return path === undefined ? undefined : readFile(path, 'utf8');
}

type SocketOpened = (error: Error | null, options?: object) => void;

/** A socket of our own, because nothing else ends a conversation that goes on and on. */
function openSocket(host: string, port: number, signal: AbortSignal, opened: SocketOpened): void {
  const socket = connect({ host, port });
  const giveUp = () => socket.destroy(new Error('no answer in time'));
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  socket.once('close', () => signal.removeEventListener('abort', giveUp));
  socket.once('error', opened);
  socket.once('connect', () => {
    socket.off('error', opened);
    opened(null, { connection: socket });
  });
}

/** @param folder that relative paths in the settings start from. */
export function openSmtpChannel(settings: SmtpSettings, folder = '.'): Channel {
  const { host, port, secure, from } = settings;
  const domain = from.split('@')[1] ?? 'localhost';
  const closing = new AbortController();

  async function transportFor(signal: AbortSignal) {
    const auth = await loginOf(settings, folder);
    const ca = await authorityOf(settings, folder);
    return createTransport({
      host,
      port,
      secure,
      // A password is never sent in the clear to whoever answers in the server's place.
      requireTLS: settings.starttls === undefined ? auth !== undefined : settings.starttls === 'required',
      connectionTimeout: SILENCE_MS,
      greetingTimeout: SILENCE_MS,
      socketTimeout: SILENCE_MS,
      ...(auth ? { auth } : {}),
      ...(ca === undefined ? {} : { tls: { ca } }),
      getSocket: (_options: unknown, opened: SocketOpened) => openSocket(host, port, signal, opened),
    });
  }

  return {
    kind: 'smtp',
    async send(delivery: Delivery, { signal, step }: Attempt): Promise<void> {
      step(`${host}:${port}`);
      const mail = {
        from,
        to: { name: '', address: delivery.recipient },
        subject: delivery.subject,
        text: delivery.text,
        ...(delivery.html === undefined ? {} : { html: delivery.html }),
        // The same id for every attempt: a mailbox that has the message already shows it once.
        messageId: `<${delivery.idempotencyKey}@${domain}>`,
        references: `<${delivery.thread}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      };
      try {
        const transport = await transportFor(AbortSignal.any([signal, closing.signal]));
        const { response } = await transport.sendMail(mail);
        step(response);
      } catch (error) {
        if (error instanceof DeliveryError) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        throw new DeliveryError(`${host}:${port}: ${reason}`, {
          permanent: isPermanent(error),
          cause: error,
        });
      }
    },
    close: () => closing.abort(),
  };
}
