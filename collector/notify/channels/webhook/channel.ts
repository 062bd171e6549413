/** Tells other programs, by signed requests as Standard Webhooks (standardwebhooks.com, 1.0.0) has them. */
import { createHmac } from 'node:crypto';
import type { WebhookSettings } from '../../../../model/channel-settings.ts';
import type { Attempt, Channel, Delivery } from '../channel.ts';
import { DeliveryError } from '../channel.ts';
import { httpRequest, isPermanentStatus, pathOf, placeOf } from '../http-request.ts';
import { readSecrets } from '../secret.ts';

const KEY_PREFIX = 'whsec_';

/** A key as it stands in its file: Base64 behind `whsec_`. @throws DeliveryError when it is none. */
function keyOf(line: string): Buffer {
  const base64 = line.startsWith(KEY_PREFIX) ? line.slice(KEY_PREFIX.length) : line;
  const key = Buffer.from(base64, 'base64');
  // 24 to 64 bytes, as the standard asks for.
  if (key.length >= 24 && key.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '')) return key;
  throw new DeliveryError('the webhook key is not Base64 of at least 24 bytes', { permanent: false });
}

/** `v1,` and the Base64 of HMAC-SHA-256 over `id.timestamp.body`. */
export function signatureOf(key: Buffer, id: string, timestampS: number, body: string): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestampS}.${body}`).digest('base64')}`;
}

/**
 * @param settings by the names that messages are addressed to.
 * @param folder that relative paths in the settings start from.
 * @param now epoch milliseconds: the receiver refuses requests of another time.
 */
export function openWebhookChannel(
  settings: Readonly<Record<string, WebhookSettings>>,
  folder = '.',
  now: () => number = Date.now,
): Channel {
  const closing = new AbortController();
  return {
    kind: 'webhook',
    async send(delivery: Delivery, { signal, step }: Attempt): Promise<void> {
      const { recipient, subject, text, thread, idempotencyKey: id } = delivery;
      const hook = Object.hasOwn(settings, recipient) ? settings[recipient] : undefined;
      if (!hook)
        throw new DeliveryError(`the configuration has no webhook "${recipient}"`, { permanent: true });
      const url = new URL(hook.url);
      const keys = (await readSecrets(folder, hook.secret_file)).map(keyOf);
      const timestampS = Math.floor(now() / 1_000);
      const timestamp = new Date(timestampS * 1_000).toISOString();
      const body = JSON.stringify({ type: 'message', timestamp, data: { id, thread, subject, text } });
      const { status } = await httpRequest({
        method: 'POST',
        url,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(timestampS),
          'webhook-signature': keys.map((key) => signatureOf(key, id, timestampS, body)).join(' '),
        },
        body,
        ca: pathOf(folder, hook.ca_file),
        signal: AbortSignal.any([signal, closing.signal]),
        step,
      });
      if (status < 200 || status > 299) {
        const permanent = isPermanentStatus(status);
        throw new DeliveryError(`${placeOf(url)} answered ${status}`, { permanent });
      }
      step('taken', String(status));
    },
    close: () => closing.abort(),
  };
}
