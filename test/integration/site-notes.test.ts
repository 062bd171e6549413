/** Notes of a site over the API: written, read, taken back, and kept in the audit. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditRow } from '../../collector/api/types/audit.ts';
import type { ApiError, List } from '../../collector/api/types/parts.ts';
import type { SiteNoteRow } from '../../collector/api/types/sites.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

describeWith(needsBuild(), 'notes of a site', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path);
    const data = join(folder.path, 'data');
    collector = await startCollector({ config, data });
    for (const role of ['viewer', 'technician', 'admin']) {
      const made = await canhmang(['token', `ten-${role}`, `--${role}`, '--config', config, '--data', data]);
      tokens.set(role, made.stdout.trim());
    }
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  async function ask<T>(role: string, path: string, method = 'GET', body?: object) {
    const response = await fetch(`${collector.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${tokens.get(role)}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, answer: (await response.json()) as T };
  }
  const notes = (site: string) => ask<List<SiteNoteRow>>('viewer', `/sites/${site}/notes`);
  const add = (role: string, site: string, text: unknown) =>
    ask<List<SiteNoteRow>>(role, `/sites/${site}/notes`, 'POST', { text });

  it('are of their site, the latest first, with who wrote them', async () => {
    expect((await notes('tram-tau')).answer).toEqual({ items: [], total: 0 });
    await add('technician', 'tram-tau', 'Chìa khóa tủ mạng ở phòng văn thư');
    const { answer } = await add('admin', 'tram-tau', '<script>alert(1)</script>\nGọi anh Páo trước khi lên');
    expect(answer.items.map(({ text, author }) => [author, text])).toEqual([
      ['ten-admin', '<script>alert(1)</script>\nGọi anh Páo trước khi lên'],
      ['ten-technician', 'Chìa khóa tủ mạng ở phòng văn thư'],
    ]);
    expect((await notes('tram-tau')).answer).toEqual(answer);
    expect((await notes('mu-cang-chai')).answer.total).toBe(0);
  });

  it('are kept composed: what looks the same is the same', async () => {
    const { answer } = await add('technician', 'mu-cang-chai', ' Mù Cang Chải\u0007 '.normalize('NFD'));
    expect(answer.items[0]?.text).toBe('Mù Cang Chải'.normalize('NFC'));
  });

  it.each([
    ['', 400],
    [' \n ', 400],
    ['x'.repeat(2_001), 400],
    [7, 400],
    [null, 400],
  ])('a note of %j is refused', async (text, status) => {
    const before = (await notes('tram-tau')).answer.total;
    const { status: got, answer } = await ask<ApiError>('technician', '/sites/tram-tau/notes', 'POST', {
      text,
    });
    expect([got, answer.error.code]).toEqual([status, 'bad_parameter']);
    expect((await notes('tram-tau')).answer.total).toBe(before);
  });

  it('are of sites that there are, by those who may', async () => {
    expect((await add('technician', 'nowhere', 'x')).status).toBe(404);
    expect((await add('viewer', 'tram-tau', 'x')).status).toBe(403);
  });

  it('one is taken back once, of its own site only, and the audit keeps both acts with the text', async () => {
    const [note] = (await add('technician', 'tram-tau', 'Đường sạt lở ở km 12')).answer.items;
    const path = (site: string) => `/sites/${site}/notes/${note?.id}`;
    expect((await ask('technician', path('mu-cang-chai'), 'DELETE')).status).toBe(404);
    const gone = await ask<List<SiteNoteRow>>('admin', path('tram-tau'), 'DELETE');
    expect(gone.status).toBe(200);
    expect(gone.answer.items.map(({ id }) => id)).not.toContain(note?.id);
    expect((await ask<ApiError>('admin', path('tram-tau'), 'DELETE')).answer.error.code).toBe('unknown_note');
    const { answer } = await ask<List<AuditRow>>('admin', '/audit?q=km%2012');
    expect(answer.items.map(({ action, object, author }) => [action, object, author])).toEqual([
      ['site.note_withdraw', 'site:tram-tau', 'ten-admin'],
      ['site.note', 'site:tram-tau', 'ten-technician'],
    ]);
  });
});
