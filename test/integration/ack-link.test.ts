/** The link in a mail: looking at it changes nothing, its button acknowledges, once. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { IncidentDetail } from '../../collector/api/types/incidents.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { SITE_NAMES, writeInstallation } from '../setup/installation.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { SmtpServer } from '../setup/smtp-server.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';
import { post } from '../setup/writing.ts';

const SITE = 'tram-tau';

describeWith([needsBuild(), needs('python3-aiosmtpd')], 'the link in a mail', () => {
  let folder: TemporaryFolder;
  let smtp: SmtpServer;
  let collector: RunningCollector;
  let link: URL;

  beforeAll(async () => {
    folder = await makeFolder();
    smtp = await SmtpServer.start();
    const config = await writeInstallation(folder.path, { smtp: smtp.endpoint });
    await appendFile(config, 'public_url: https://giamsat.example/\n');
    const data = join(folder.path, 'data');
    collector = await startCollector({ config, data });
    const writer = await canhmang(['token', 'core', '--config', config, '--data', data]);
    const failed = 'packets_transmitted=5i,packets_received=0i,percent_packet_loss=100,confirmed=true';
    const body = `ping,site=${SITE},agent=core,role=reach ${failed} ${Date.now()}000000`;
    expect((await post(collector.url, { token: writer.stdout.trim(), body })).status).toBe(204);
    const [mail] = await smtp.waitForMails(1);
    const [written = ''] = /https:\/\/giamsat\.example\/ack\?t=\S+/.exec(mail?.text ?? '') ?? [];
    const { pathname, search } = new URL(written);
    link = new URL(`${pathname}${search}`, collector.url);
  });
  afterAll(async () => {
    await collector?.program.stop();
    await smtp?.close();
    await folder.remove();
  });

  async function incident(): Promise<IncidentDetail> {
    const headers = { authorization: `Bearer ${collector.accessToken}` };
    const response = await fetch(new URL('/api/v1/incidents/1', collector.url), { headers });
    return (await response.json()) as IncidentDetail;
  }

  it('asks, without a script, and acknowledges nothing by being looked at', async () => {
    for (const method of ['HEAD', 'GET', 'GET']) {
      const response = await fetch(link, { method });
      expect(response.status, method).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      if (method === 'HEAD') continue;
      const page = await response.text();
      expect(page).toContain(`${SITE_NAMES[SITE]}: bạn nhận xử lý sự cố #1?`);
      expect(page).toContain('<form method="post">');
      expect(page).not.toMatch(/<script|onclick|javascript:/i);
    }
    expect((await incident()).acknowledgedAt).toBeNull();
  });

  it('is nothing for anybody when it was changed', async () => {
    const changed = new URL(link);
    changed.searchParams.set('t', `x${link.searchParams.get('t')}`);
    const response = await fetch(changed, { method: 'POST' });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('Liên kết không hợp lệ');
    expect((await incident()).acknowledgedAt).toBeNull();
  });

  it('acknowledges by its button, as the person it was sent to, and once', async () => {
    const form = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    const response = await fetch(link, form);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Bạn đã nhận xử lý sự cố #1.');
    expect(await incident()).toMatchObject({ acknowledgedBy: 'Trực ban' });
    expect(await (await fetch(link, form)).text()).toContain('Trực ban đã nhận xử lý sự cố #1 lúc');
    const { timeline } = await incident();
    expect(timeline.filter(({ event }) => event === 'acknowledged')).toHaveLength(1);
  });
});
