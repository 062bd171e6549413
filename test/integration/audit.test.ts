/** The audit through API and command: every act of a person is in it, and that it is whole can be checked. */
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditRow } from '../../collector/api/types/audit.ts';
import type { IncidentDetail } from '../../collector/api/types/incidents.ts';
import type { List } from '../../collector/api/types/parts.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

describeWith(needsBuild(), 'the audit', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let files: string[];
  let admin: string;

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path);
    const data = join(folder.path, 'data');
    files = ['--config', config, '--data', data, '--lang', 'en'];
    collector = await startCollector({ config, data });
    admin = (await canhmang(['token', 'chi-huy', '--admin', ...files])).stdout.trim();
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  async function post(path: string, body: object): Promise<Response> {
    return fetch(`${collector.url}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async function audit(): Promise<AuditRow[]> {
    const headers = { authorization: `Bearer ${admin}` };
    const response = await fetch(`${collector.url}/api/v1/audit?limit=1000`, { headers });
    return ((await response.json()) as List<AuditRow>).items.reverse();
  }

  const verify = (...more: string[]) =>
    canhmang(['audit', 'verify', '--url', collector.url, '--token', admin, '--lang', 'en', ...more]);

  it('has what people do with incidents and maintenance, with who, on what and the words they said', async () => {
    const opened = await post('/incidents', { subject: 'tram-tau', title: 'Máy phát hết dầu' });
    const { id } = (await opened.json()) as IncidentDetail;
    const other = await post('/incidents', { subject: 'mu-cang-chai', title: 'Cũng thế' });
    const { id: otherId } = (await other.json()) as IncidentDetail;
    const before = (await audit()).length;
    const acts: (readonly [path: string, body: object, action: string, detail: string])[] = [
      ['acknowledge', {}, 'incident.acknowledge', ''],
      ['assign', { assignee: 'Minh' }, 'incident.assign', 'assignee="Minh"'],
      ['comment', { text: 'Đang đi' }, 'incident.comment', 'text="Đang đi"'],
      ['cause', { cause: 'power', text: 'Cắt điện' }, 'incident.cause', 'cause="power" text="Cắt điện"'],
      ['merge', { into: otherId }, 'incident.merge', `into=${otherId}`],
      ['unmerge', {}, 'incident.unmerge', ''],
      ['resolve', { text: 'Xong' }, 'incident.resolve', 'text="Xong"'],
    ];
    for (const [word, body] of acts)
      expect((await post(`/incidents/${id}/${word}`, body)).status, word).toBe(200);
    const rows = (await audit()).slice(before);
    expect(rows.map(({ action, detail }) => [action, detail])).toEqual(
      acts.map(([, , action, detail]) => [action, detail]),
    );
    expect(new Set(rows.map(({ author, object }) => `${author} ${object}`))).toEqual(
      new Set([`chi-huy incident:${id}`]),
    );
    const window = {
      scope: 'unit:137',
      start: '2026-12-01T22:00:00Z',
      end: '2026-12-02T02:00:00Z',
      note: 'UPS',
    };
    expect((await post('/maintenance', window)).status).toBe(201);
    expect((await post('/maintenance/1/cancel', {})).status).toBe(200);
    expect((await audit()).slice(-2)).toMatchObject([
      { action: 'maintenance.add', object: 'unit:137', detail: expect.stringContaining('note="UPS"') },
      { action: 'maintenance.cancel', object: 'maintenance:1' },
    ]);
  });

  it('has nothing of what was refused by the ledger, in whose transaction it is', async () => {
    const before = await audit();
    expect((await post('/incidents/999/comment', { text: 'x' })).status).toBe(404);
    expect((await post('/maintenance/999/cancel', {})).status).toBe(404);
    expect(await audit()).toEqual(before);
  });

  it('has what goes out or onto the disk, also when it fails then', async () => {
    const before = (await audit()).length;
    const backup = join(folder.path, 'copy');
    expect((await post('/backup', { folder: backup })).status).toBe(200);
    expect((await post('/backup', { folder: backup })).status).toBe(409);
    expect((await post('/store/copy', { folder: join(folder.path, 'store') })).status).toBe(200);
    expect((await post('/notify/test', { to: 'nobody' })).status).toBe(404);
    expect((await post('/notify/outbox/retry', {})).status).toBe(200);
    expect((await post('/notify/outbox/discard', { ids: [7] })).status).toBe(200);
    expect((await post('/agents/bundle', { bundle: 'AAAA' })).status).toBe(409);
    const rows = (await audit()).slice(before);
    expect(rows.map(({ action }) => action)).toEqual([
      'backup.make',
      'backup.make',
      'store.copy',
      'notify.test',
      'outbox.retry',
      'outbox.discard',
      'bundle.offer',
      'bundle.refused',
    ]);
    expect(rows[0]).toMatchObject({ author: 'chi-huy', address: '127.0.0.1', object: backup });
  });

  it('has what lets agents and people in and out, by the API and by commands beside the collector', async () => {
    const before = (await audit()).length;
    const made = await post('/agents/tram-tau/code', { validSeconds: 600 });
    const { code } = (await made.json()) as { code: string };
    expect((await post('/agent/enroll', { code, token: `cm_${'x'.repeat(43)}` })).status).toBe(200);
    expect((await post('/agents/tram-tau/revoke', {})).status).toBe(204);
    await canhmang(['agents', 'code', 'tram-tau', ...files]);
    await canhmang(['agents', 'revoke', 'tram-tau', ...files]);
    await canhmang(['token', 'telegraf', '--write', ...files]);
    await canhmang(['token', 'telegraf', '--write', '--revoke', ...files]);
    const rows = (await audit()).slice(before);
    expect(rows.map(({ action, object }) => `${action} ${object}`)).toEqual([
      'agent.code agent:tram-tau',
      'agent.enrol agent:tram-tau',
      'agent.revoke agent:tram-tau',
      'agent.code agent:tram-tau',
      'agent.revoke agent:tram-tau',
      'token.issue write:telegraf',
      'token.revoke write:telegraf',
    ]);
    expect(rows.map(({ address }) => address)).toEqual([
      ...Array(3).fill('127.0.0.1'),
      ...Array(4).fill('local'),
    ]);
    expect(rows.map(({ detail }) => detail).join()).not.toContain(code);
  });

  it('is whole, and its head is there later; what is not, is said with its number', async () => {
    const { code, stdout, stderr } = await verify();
    expect([code, stderr]).toEqual([0, expect.stringContaining('whole')]);
    const head = stdout.trim();
    expect(head).toMatch(/^\d+:[0-9a-f]{64}$/);
    expect((await verify('--head', head)).code).toBe(0);
    const forged = await verify('--head', `${head.split(':')[0]}:${'0'.repeat(64)}`);
    expect([forged.code, forged.stderr]).toEqual([1, expect.stringContaining('cut off')]);
    expect((await verify('--head', 'x')).code).toBe(2);
    const away = ['audit', 'verify', '--url', 'http://127.0.0.1:9', '--token', admin];
    expect((await canhmang(away)).code).toBe(3);

    const ledger = new Database(join(folder.path, 'data/ledger.sqlite'));
    const change = "update audit set author = 'nobody' where id = 3";
    expect(() => ledger.exec(change)).toThrow('never changed');
    ledger.exec('drop trigger audit_no_update');
    ledger.exec(change);
    ledger.close();
    const broken = await verify('--json');
    expect([broken.code, JSON.parse(broken.stdout)]).toEqual([
      1,
      { records: 3, head: null, broken: { id: 3, reason: 'changed' } },
    ]);
    expect(broken.stderr).toContain('Record 3 ');
  });

  it('is found by act, words and time; what is no filter is refused', async () => {
    const find = async (query: string) => {
      const headers = { authorization: `Bearer ${admin}` };
      const response = await fetch(`${collector.url}/api/v1/audit?${query}`, { headers });
      return { status: response.status, body: (await response.json()) as List<AuditRow> };
    };
    const { id } = (await (
      await post('/incidents', { subject: 'tram-tau', title: 'Để tìm' })
    ).json()) as IncidentDetail;
    await post(`/incidents/${id}/comment`, { text: 'Đã tìm 100% _thấy_' });
    const comments = (await find('action=incident.comment')).body.items;
    expect(new Set(comments.map(({ action }) => action))).toEqual(new Set(['incident.comment']));
    const words = `q=${encodeURIComponent('Đã tìm'.normalize('NFD'))}`;
    expect((await find(words)).body.items).toEqual([comments[0]]);
    expect((await find('q=%25%25')).body.items).toEqual([]);
    const later = Date.parse(comments[0]?.at ?? '') + 60_000;
    expect((await find(`from=${later}`)).body.items).toEqual([]);
    expect((await find(`${words}&to=${later}`)).body.items).toHaveLength(1);
    for (const query of ['action=nothing', 'from=yesterday', `q=${'x'.repeat(101)}`])
      expect((await find(query)).status, query).toBe(400);
  });
});
