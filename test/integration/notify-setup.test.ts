/** Who is told by which way, and the outbox that is looked through, by the API. */
import { expect, it } from 'vitest';
import type { MessageList, NotifySetup } from '../../collector/api/types/notify.ts';
import type { ApiError } from '../../collector/api/types/parts.ts';
import { needsBuild } from '../setup/canhmang.ts';
import { describeWith } from '../setup/needs.ts';
import { NotifyingCollector } from '../setup/notifying.ts';
import { SmtpServer } from '../setup/smtp-server.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

describeWith([needsBuild()], 'the notifications, as an admin reads them', () => {
  it('says who is told by which way, and finds messages by status, medium and words', async () => {
    const smtp = await SmtpServer.start();
    const collector = await NotifyingCollector.start(
      await folderOfTest(),
      `smtp: { host: ${smtp.endpoint.host}, port: ${smtp.endpoint.port}, from: canhmang@yenbai.example }
http_sms: { url: "http://127.0.0.1:9/send?key=bi-mat" }
recipients:
  - { name: Đặng Thị Ân, email: an@yenbai.example, quiet: 22:00-06:00 }
  - { name: Bình, phone: "0912345678" }
rotas:
  - { name: Trực mạng, members: [Bình], start: 2026-01-05, every_days: 7, at: 07:30,
      overrides: [{ from: 2026-02-16T07:30, to: 2026-02-20T07:30, member: Đặng Thị Ân }] }
routes:
  - { name: chung, to: [Đặng Thị Ân], units: ["137"], hours: 00:00-24:00, escalate: [{ after: 15m, to: [Trực mạng] }] }
`,
    );
    const admin = (await collector.command('token', 'chi-huy', '--admin')).stdout.trim();
    const get = async <T>(path: string, token = admin): Promise<{ status: number; body: T }> => {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${collector.url}/api/v1/notify/${path}`, { headers });
      return { status: response.status, body: (await response.json()) as T };
    };

    const { body: setup } = await get<NotifySetup>('setup');
    expect(setup.recipients[0]).toMatchObject({
      email: 'an@yenbai.example',
      phone: null,
      quiet: '22:00-06:00',
    });
    expect(setup.rotas[0]).toMatchObject({
      everyDays: 7,
      at: '07:30',
      overrides: [{ member: 'Đặng Thị Ân' }],
    });
    expect(setup.routes).toEqual([
      expect.objectContaining({
        name: 'chung',
        units: ['Huyện Mù Cang Chải'],
        hours: '00:00-24:00',
        escalate: [{ afterMs: 900_000, to: ['Trực mạng'] }],
      }),
    ]);
    expect(setup.channels.map(({ kind, place }) => `${kind} ${place}`)).toEqual([
      'http-sms http://127.0.0.1:9',
      `smtp ${smtp.endpoint.host}:${smtp.endpoint.port}`,
    ]);
    expect(JSON.stringify(setup)).not.toContain('bi-mat');
    expect(setup.media.find(({ medium }) => medium === 'webhook')).toMatchObject({ hasChannel: false });

    const incident = { subject: 'mu-cang-chai', title: 'Mất điện 100% _ở_ trạm', severity: 'critical' };
    const opened = await fetch(`${collector.url}/api/v1/incidents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
      body: JSON.stringify(incident),
    });
    expect(opened.status).toBe(201);
    await smtp.waitForMails(1);
    await smtp.close();
    await collector.measure('mu-cang-chai', 'up');
    const found = async (query: string) => (await get<MessageList>(`messages?${query}`)).body;
    await expect.poll(async () => (await found('status=delivered')).total).toBe(1);
    const [message] = (await found('medium=mail')).items;
    expect(message).toMatchObject({
      person: 'Đặng Thị Ân',
      status: 'delivered',
      recipient: 'an@yenbai.example',
    });
    expect((await found('medium=sms')).total).toBe(0);
    expect((await found('q=AN@YENBAI')).total).toBe(1);
    // Typed with separate accents; and signs that a pattern would take for wildcards.
    expect((await found(`q=${encodeURIComponent('Đặng Thị Ân'.normalize('NFD'))}`)).total).toBe(1);
    expect((await found('q=%25an_')).total).toBe(0);
    expect((await found('limit=1')).next).toBe(message?.id);
    expect((await found(`before=${message?.id}`)).items).toEqual([]);
    const { body: after } = await get<NotifySetup>('setup');
    expect(after.media.find(({ medium }) => medium === 'mail')?.deliveredAt).not.toBeNull();

    for (const query of ['status=lost', 'medium=fax', 'before=x', 'limit=0', `q=${'x'.repeat(101)}`]) {
      const refused = await get<ApiError>(`messages?${query}`);
      expect([refused.status, refused.body.error.code], query).toEqual([400, 'bad_parameter']);
    }
    const reader = (await collector.command('token', 'nguoi-xem', '--operator')).stdout.trim();
    expect((await get('setup', reader)).status).toBe(403);
    expect((await get('messages', reader)).status).toBe(403);
  });
});
