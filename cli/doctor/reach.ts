/** What the collector talks to: its own port, the store, the ways of messages. Nothing is sent to people. */

import { existsSync } from 'node:fs';
import { connect as connectTcp, createServer } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { parseListen } from '../../collector/main.ts';
import { reasonOf } from '../../config/error.ts';
import type { NotifySettings } from '../../config/schema/notify.ts';
import type { StoreSettings } from '../../config/schema/store.ts';
import type { Check } from './check.ts';
import { check } from './check.ts';

const LIMIT_MS = 4_000;
/** Addresses that stand for all of a machine's. */
const ANY = new Set(['0.0.0.0', '::']);

/** Its own collector answers there, or nobody is there, or somebody else is. */
export async function checkListen(listen: string): Promise<Check> {
  const { host, port } = parseListen(listen);
  const own = ANY.has(host) ? '127.0.0.1' : host;
  const url = `http://${own.includes(':') ? `[${own}]` : own}:${port}`;
  const params = { listen, url };
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(LIMIT_MS) });
    const text = await answer.text();
    if (answer.status === 200) return check('listen', 'ok', 'listen_runs', params);
    if (answer.status === 503)
      return check('listen', 'problem', 'listen_not_ready', { ...params, text }, 'log');
    return check('listen', 'problem', 'listen_other', params, 'listen_other');
  } catch {
    // Nobody who speaks HTTP.
  }
  const reason = await whyNotBound(host, port);
  if (reason === undefined) return check('listen', 'note', 'listen_free', params, 'listen_start');
  return check('listen', 'problem', 'listen_taken', { ...params, reason }, 'listen_other');
}

function whyNotBound(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(reasonOf(error)));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

export async function checkStore(settings: StoreSettings, folder: string): Promise<Check> {
  if (settings.kind === 'embedded') {
    return existsSync(join(folder, 'metrics.duckdb'))
      ? check('store', 'ok', 'store_embedded', { path: folder })
      : check('store', 'note', 'store_empty', { path: folder });
  }
  const { kind, url } = settings;
  // What each says of itself without a token.
  const path = kind === 'influxdb1' ? '/ping' : '/health';
  try {
    const { status } = await fetch(new URL(path, url), { signal: AbortSignal.timeout(LIMIT_MS) });
    const params = { kind, url, status: String(status) };
    return status < 400
      ? check('store', 'ok', 'store', params)
      : check('store', 'problem', 'store_refuses', params, 'store');
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return check('store', 'problem', 'store_away', { kind, url, reason: reasonOf(cause) }, 'store');
  }
}

/** Greets the mail server and says goodbye (RFC 5321 section 3.1). */
export async function checkMail({ smtp, recipients }: NotifySettings): Promise<Check> {
  if (!smtp) {
    const wanted = recipients.some(({ email }) => email !== undefined);
    return check('mail', wanted ? 'problem' : 'note', 'mail_none', {}, 'mail_none');
  }
  const { host, port, secure } = smtp;
  const params = { server: `${host}:${port}` };
  try {
    const greeting = await greet(host, port, secure);
    return greeting.startsWith('220')
      ? check('mail', 'ok', 'mail', params, 'mail_test')
      : check('mail', 'problem', 'mail_refuses', { ...params, greeting }, 'mail');
  } catch (error) {
    return check('mail', 'problem', 'mail_away', { ...params, reason: reasonOf(error) }, 'mail');
  }
}

/** The first line that the other side says; nothing longer is waited for. */
function greet(host: string, port: number, secure: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    // Whether the certificate is believed, `notify test` says.
    const socket = secure
      ? connectTls({ host, port, rejectUnauthorized: false })
      : connectTcp({ host, port });
    socket.setTimeout(LIMIT_MS, () =>
      socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })),
    );
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
    socket.once('data', (octets: Buffer) => {
      resolve(
        octets
          .toString('latin1')
          .split('\r\n')[0]
          ?.replace(/[^\x20-\x7e]/g, '?') ?? '',
      );
      socket.end('QUIT\r\n');
    });
  });
}

/** SMS goes by a centre, a modem's folders or a web address: whether the way there is open. */
export async function checkSms({ smpp, gammu, http_sms, recipients }: NotifySettings): Promise<Check> {
  if (smpp) return reached(smpp.host, smpp.port);
  if (http_sms) {
    const { hostname, port, protocol } = new URL(http_sms.url.replaceAll(/\{\{[^}]*\}\}/g, 'x'));
    return reached(hostname, port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));
  }
  if (gammu) {
    const missing = [gammu.outbox, gammu.sent, gammu.error].filter((path) => !existsSync(path));
    return missing.length === 0
      ? check('sms', 'ok', 'sms_folders', { path: gammu.outbox })
      : check('sms', 'problem', 'sms_no_folders', { list: missing.join(', ') }, 'sms_gammu');
  }
  const wanted = recipients.some(({ phone }) => phone !== undefined);
  return check('sms', wanted ? 'problem' : 'note', 'sms_none', {}, 'sms_none');
}

function reached(host: string, port: number): Promise<Check> {
  const params = { server: `${host}:${port}` };
  return new Promise((resolve) => {
    const socket = connectTcp({ host, port });
    const fail = (reason: string) => {
      socket.destroy();
      resolve(check('sms', 'problem', 'sms_away', { ...params, reason }, 'sms'));
    };
    socket.setTimeout(LIMIT_MS, () => fail('ETIMEDOUT'));
    socket.once('error', (error) => fail(reasonOf(error)));
    socket.once('connect', () => {
      socket.destroy();
      resolve(check('sms', 'ok', 'sms', params));
    });
  });
}
