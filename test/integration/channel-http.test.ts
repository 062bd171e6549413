import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHttpSmsChannel } from '../../collector/notify/channels/http-sms/channel.ts';
import { openWebhookChannel } from '../../collector/notify/channels/webhook/channel.ts';
import { httpSmsSettingsSchema } from '../../model/channel-settings.ts';
import type { Certificates } from '../setup/certificates.ts';
import { makeCertificates } from '../setup/certificates.ts';
import { attempt, DELIVERY, hostilePeer, listenOfTest, ofTest } from '../setup/deliveries.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Answer = (response: ServerResponse, request: Seen) => void;

/** A gateway, and the requests that it has had. */
async function gateway(answer: Answer): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    const one = { method, url, headers, body };
    seen.push(one);
    answer(response, one);
  });
  return { url: `http://127.0.0.1:${await listenOfTest(server)}`, seen };
}

const answering =
  (status: number, body = ''): Answer =>
  (response) =>
    response.writeHead(status).end(body);

async function secretFile(text: string): Promise<{ folder: string; path: string }> {
  const folder = await folderOfTest();
  await writeFile(join(folder, 'secret'), text);
  return { folder, path: 'secret' };
}

const smsChannel = (settings: object, folder = '.') =>
  ofTest(openHttpSmsChannel(httpSmsSettingsSchema.parse(settings), folder));

const NASTY = 'Sự cố "7" & <b>\n{{secret.token}} \\ 100% +1=1;';

describe('SMS through an HTTP gateway', () => {
  it('fills in JSON, with the secret in a header and never in what is shown', async () => {
    const { url, seen } = await gateway((response, { headers }) =>
      response.writeHead(200).end(`{"code":0,"you":"${headers.authorization}"}`),
    );
    const { folder, path } = await secretFile('hush-hush\n');
    const channel = smsChannel(
      {
        url: `${url}/send`,
        headers: { Authorization: 'Bearer {{secret.token}}' },
        body: '{"to":"{{phone}}","text":"{{text}}","id":"{{key}}"}',
        secrets: { token: path },
        success: { body: '"code":\\s*0' },
      },
      folder,
    );
    const { taken, steps } = await attempt(channel, { text: NASTY });
    expect(taken).toBe(true);
    expect(steps.join('\n')).not.toContain('hush-hush');
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/send' });
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer hush-hush',
      'content-type': 'application/json',
    });
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      to: '+84912345678',
      text: NASTY,
      id: DELIVERY.idempotencyKey,
    });
  });

  it('fills in a form and an address, with the number as the country writes it', async () => {
    const { url, seen } = await gateway(answering(200, 'OK 17'));
    const form = smsChannel({
      url,
      content_type: 'application/x-www-form-urlencoded',
      body: 'to={{phone}}&text={{text}}',
      phone: 'national',
    });
    const address = smsChannel({ method: 'GET', url: `${url}/?to={{phone}}&text={{text}}`, phone: 'digits' });
    expect(await attempt(form, { text: NASTY })).toMatchObject({ taken: true });
    expect(await attempt(address, { text: NASTY })).toMatchObject({ taken: true });
    expect([...new URLSearchParams(seen[0]?.body)]).toEqual([
      ['to', '0912345678'],
      ['text', NASTY],
    ]);
    expect([...new URL(seen[1]?.url ?? '', url).searchParams]).toEqual([
      ['to', '84912345678'],
      ['text', NASTY],
    ]);
    expect(seen[1]).toMatchObject({ method: 'GET', body: '' });
  });

  it('tells what may be tried again from what will never be taken', async () => {
    let answer = answering(200);
    const { url } = await gateway((response, request) => answer(response, request));
    const channel = smsChannel({ url, success: { body: '^OK' }, never: 'bad number' });
    const cases: [status: number, body: string, permanent: boolean][] = [
      [500, 'broken', false],
      [429, 'slow down', false],
      [401, 'who are you?', false],
      [404, 'no such page', false],
      [422, 'cannot', true],
      [200, 'ERR credit', false],
      [200, 'ERR bad number', true],
    ];
    for (const [status, body, permanent] of cases) {
      answer = answering(status, body);
      const outcome = await attempt(channel);
      expect(outcome, `${status} ${body}`).toMatchObject({ taken: false, permanent });
      expect(outcome.reason).toContain(`${status} ${body}`);
    }
  });

  it('is not held up by a gateway that hangs, drips, goes on for ever, talks nonsense or is not there', async () => {
    const { url } = await gateway(() => {});
    const drips = await gateway((response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const endless = await gateway((response) => {
      response.writeHead(200);
      const more = () => {
        while (response.write('x'.repeat(16_384)));
      };
      response.on('drain', more);
      more();
    });
    const nonsense = await hostilePeer((socket) => socket.end('\x00\xffSMS/0.1 yes\r\n\r\n'));
    const gone = await hostilePeer((socket) => socket.destroy());
    const cases: [string, RegExp][] = [
      [url, /no answer in time/],
      [drips.url, /no answer in time/],
      [endless.url, /the answer has no end/],
      [`http://127.0.0.1:${nonsense}`, /Parse Error/],
      [`http://127.0.0.1:${gone}`, /socket hang up|ECONNRESET/],
      ['http://127.0.0.1:9', /ECONNREFUSED/],
    ];
    for (const [place, reason] of cases) {
      const outcome = await attempt(smsChannel({ url: place, body: '{"t":"{{text}}"}' }), {}, 400);
      expect(outcome, place).toMatchObject({ taken: false, permanent: false });
      expect(outcome.reason).toMatch(reason);
    }
  });

  it('says which secret cannot be read, and takes it when it is there', async () => {
    const { url } = await gateway(answering(200));
    const folder = await folderOfTest();
    const channel = smsChannel({ url, headers: { key: '{{secret.k}}' }, secrets: { k: 'later' } }, folder);
    const { permanent, reason } = await attempt(channel);
    expect({ permanent, reason }).toEqual({
      permanent: false,
      reason: `cannot read the file with the secret "${join(folder, 'later')}" (ENOENT)`,
    });
    await writeFile(join(folder, 'later'), 'here\n');
    expect(await attempt(channel)).toMatchObject({ taken: true });
  });

  it('ends what is under way when it is closed', async () => {
    let reach = () => {};
    const reached = new Promise<void>((resolve) => {
      reach = resolve;
    });
    const { url } = await gateway(() => reach());
    const channel = smsChannel({ url });
    const outcome = attempt(channel);
    await reached;
    channel.close();
    expect(await outcome).toMatchObject({ taken: false, permanent: false });
  });
});

const KEY = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const OLD_KEY = `whsec_${Buffer.from('fedcba9876543210fedcba9876543210').toString('base64')}`;

describe('webhook', () => {
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(() => certificates.remove());

  it('is signed so that the library of Standard Webhooks takes it, by either key while keys are changed', async () => {
    const { url, seen } = await gateway(answering(204));
    const { folder, path } = await secretFile(`${KEY}\n${OLD_KEY}\n`);
    const channel = ofTest(openWebhookChannel({ noc: { url, secret_file: path } }, folder));
    expect(await attempt(channel, { recipient: 'noc', text: NASTY })).toMatchObject({ taken: true });
    const [{ headers, body } = { headers: {}, body: '' }] = seen;
    const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    for (const key of [KEY, OLD_KEY]) {
      expect(new Webhook(key).verify(body, signed)).toMatchObject({
        type: 'message',
        data: {
          id: DELIVERY.idempotencyKey,
          thread: DELIVERY.thread,
          subject: DELIVERY.subject,
          text: NASTY,
        },
      });
    }
    expect(() => new Webhook(KEY).verify(body.replace('Mù', 'Mu'), signed)).toThrow();
    expect(() => new Webhook(KEY.replace('M', 'N')).verify(body, signed)).toThrow();
  });

  it('trusts a private authority and nobody else', async () => {
    const server = createTlsServer(certificates.identity('valid'), (_request, response) => response.end());
    const url = `https://127.0.0.1:${await listenOfTest(server)}`;
    const { folder, path } = await secretFile(KEY);
    const hooks = {
      ours: { url, secret_file: path, ca_file: certificates.caFile },
      theirs: { url, secret_file: path },
    };
    const channel = ofTest(openWebhookChannel(hooks, folder));
    expect(await attempt(channel, { recipient: 'ours' })).toMatchObject({ taken: true });
    const refused = await attempt(channel, { recipient: 'theirs' });
    expect(refused).toMatchObject({ taken: false, permanent: false });
    expect(refused.reason).toMatch(/certificate/);
  });

  it('says what is wrong with name, key and answer', async () => {
    const { url } = await gateway(answering(410));
    const { folder, path } = await secretFile('short');
    const bad = ofTest(openWebhookChannel({ noc: { url, secret_file: path } }, folder));
    expect(await attempt(bad, { recipient: 'nobody' })).toMatchObject({ permanent: true });
    expect((await attempt(bad, { recipient: 'noc' })).reason).toMatch(/not Base64 of at least 24 bytes/);
    await writeFile(join(folder, 'secret'), KEY);
    expect((await attempt(bad, { recipient: 'noc' })).reason).toMatch(/answered 410/);
  });
});
