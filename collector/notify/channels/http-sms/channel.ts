/** SMS through a gateway that takes HTTP requests, in whatever form it wants them. */
import type { HttpSmsSettings } from '../../../../model/channel-settings.ts';
import type { TemplateValues } from '../../../../model/message-template.ts';
import { escapingOf, fillTemplate } from '../../../../model/message-template.ts';
import type { Attempt, Channel, Delivery } from '../channel.ts';
import { DeliveryError } from '../channel.ts';
import { httpRequest, isPermanentStatus, pathOf, placeOf } from '../http-request.ts';
import { readSecret, withoutSecrets } from '../secret.ts';

/** Of an answer, for people. */
const SHOWN_CHARACTERS = 200;
/** Vietnam's, ITU-T E.164. */
const COUNTRY_CODE = '84';

/** `+84912345678` as the gateway wants it. */
export function phoneAs(form: HttpSmsSettings['phone'], phone: string): string {
  if (form === 'e164') return phone;
  const digits = phone.replace(/^\+/, '');
  if (form === 'digits' || !digits.startsWith(COUNTRY_CODE)) return digits;
  return `0${digits.slice(COUNTRY_CODE.length)}`;
}

async function secretsOf({ secrets }: HttpSmsSettings, folder: string): Promise<TemplateValues> {
  const read = Object.entries(secrets).map(
    async ([name, path]): Promise<[string, string]> => [`secret.${name}`, await readSecret(folder, path)],
  );
  return Object.fromEntries(await Promise.all(read));
}

/** @param folder that relative paths in the settings start from. */
export function openHttpSmsChannel(settings: HttpSmsSettings, folder = '.'): Channel {
  const { method, headers, body, content_type, success, never } = settings;
  const closing = new AbortController();
  const expected = success.body === undefined ? undefined : new RegExp(success.body, 'u');
  const hopeless = never === undefined ? undefined : new RegExp(never, 'u');
  const isTaken = (status: number, answer: string) => {
    const goodStatus = success.status?.includes(status) ?? (status >= 200 && status < 300);
    return goodStatus && (expected?.test(answer) ?? true);
  };

  function requestFor(delivery: Delivery, secrets: TemplateValues, { signal, step }: Attempt) {
    const values = {
      ...secrets,
      phone: phoneAs(settings.phone, delivery.recipient),
      text: delivery.text,
      subject: delivery.subject,
      key: delivery.idempotencyKey,
    };
    const filled = Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      fillTemplate(value, values, 'header'),
    ]);
    return {
      method,
      url: new URL(fillTemplate(settings.url, values, 'url')),
      headers: {
        ...(body === undefined ? {} : { 'content-type': content_type }),
        ...Object.fromEntries(filled),
      },
      body: body === undefined ? undefined : fillTemplate(body, values, escapingOf(content_type)),
      ca: pathOf(folder, settings.ca_file),
      signal: AbortSignal.any([signal, closing.signal]),
      step,
    };
  }

  return {
    kind: 'http-sms',
    async send(delivery: Delivery, attempt: Attempt): Promise<void> {
      const secrets = await secretsOf(settings, folder);
      const request = requestFor(delivery, secrets, attempt);
      const { status, body: answer } = await httpRequest(request);
      const shown = `${status} ${withoutSecrets(answer, Object.values(secrets)).slice(0, SHOWN_CHARACTERS)}`;
      if (isTaken(status, answer)) {
        attempt.step('taken', shown);
        return;
      }
      const permanent = isPermanentStatus(status) || (hopeless?.test(answer) ?? false);
      throw new DeliveryError(`${placeOf(request.url)} answered ${shown}`, { permanent });
    },
    close: () => closing.abort(),
  };
}
