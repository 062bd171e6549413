/** E-mail over SMTP (RFC 5321), with STARTTLS (RFC 3207) or TLS, and a name and password where the server wants them. */
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { PeerCertificate } from 'node:tls';
import { checkServerIdentity } from 'node:tls';
import { createTransport } from 'nodemailer';
import type { SmtpSettings } from '../../../../model/channel-settings.ts';
import type { Attempt, Channel, Delivery } from '../channel.ts';
import { DeliveryError } from '../channel.ts';
import { pathOf } from '../http-request.ts';
import { readSecret } from '../secret.ts';
import { certificateInWords, followSocket } from '../socket-steps.ts';

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
function openSocket(host: string, port: number, { signal, step }: Attempt, opened: SocketOpened): void {
  const socket = connect({ host, port });
  followSocket(socket, step);
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

/** What is not told by the socket: nodemailer says it to a logger only. */
function loginLogger(step: Attempt['step'], user: string) {
  const ignored = () => {};
  return {
    level: ignored,
    ...{ trace: ignored, debug: ignored, warn: ignored, error: ignored, fatal: ignored },
    info: (entry: unknown) => {
      if (
        typeof entry === 'object' &&
        entry !== null &&
        'action' in entry &&
        entry.action === 'authenticated'
      )
        step('admitted', user);
    },
  };
}

/** @param folder that relative paths in the settings start from. */
export function openSmtpChannel(settings: SmtpSettings, folder = '.'): Channel {
  const { host, port, secure, from } = settings;
  const domain = from.split('@')[1] ?? 'localhost';
  const closing = new AbortController();

  async function transportFor(attempt: Attempt) {
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
      ...(auth ? { auth, logger: loginLogger(attempt.step, auth.user) } : {}),
      tls: {
        ...(ca === undefined ? {} : { ca }),
        checkServerIdentity: (name: string, certificate: PeerCertificate) => {
          const refusal = checkServerIdentity(name, certificate);
          if (!refusal) attempt.step('secured', certificateInWords(certificate));
          return refusal;
        },
      },
      getSocket: (_options: unknown, opened: SocketOpened) => openSocket(host, port, attempt, opened),
    });
  }

  return {
    kind: 'smtp',
    async send(delivery: Delivery, { signal, step }: Attempt): Promise<void> {
      const mail = {
        from,
        to: { name: '', address: delivery.recipient },
        subject: delivery.subject,
        text: delivery.text,
        ...(delivery.html === undefined ? {} : { html: delivery.html }),
        attachments: (delivery.attachments ?? []).map(({ name, contentType, content }) => ({
          filename: name,
          contentType,
          content,
        })),
        // The same id for every attempt: a mailbox that has the message already shows it once.
        messageId: `<${delivery.idempotencyKey}@${domain}>`,
        // Nobody has a mail of this id; mail programs put its answers together all the same (RFC 5322 section 3.6.4).
        inReplyTo: `<${delivery.thread}@${domain}>`,
        references: `<${delivery.thread}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      };
      try {
        const transport = await transportFor({ signal: AbortSignal.any([signal, closing.signal]), step });
        const { response } = await transport.sendMail(mail);
        step('taken', response);
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
