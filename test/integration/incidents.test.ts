/** Incidents through the API: what people see of them and do with them. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { IncidentDetail, IncidentList } from '../../collector/api/types/incidents.ts';
import type { List } from '../../collector/api/types/parts.ts';
import type { SiteRow } from '../../collector/api/types/sites.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { SITE_NAMES, writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';
import { post } from '../setup/writing.ts';

const SITE = 'tram-tau';

describeWith(needsBuild(), 'incidents', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path);
    const data = join(folder.path, 'data');
    collector = await startCollector({ config, data });
    const writer = await canhmang(['token', 'core', '--config', config, '--data', data]);
    expect(writer).toMatchObject({ code: 0 });
    const failed = 'packets_transmitted=5i,packets_received=0i,percent_packet_loss=100,confirmed=true';
    const body = `ping,site=${SITE},agent=core,role=reach ${failed} ${Date.now()}000000`;
    const response = await post(collector.url, { token: writer.stdout.trim(), body });
    expect(response.status).toBe(204);
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  async function ask(path: string, body?: object): Promise<Response> {
    return fetch(new URL(`/api/v1${path}`, collector.url), {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${collector.accessToken}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  }

  const list = async (query: string) => (await (await ask(`/incidents?${query}`)).json()) as IncidentList;
  const detail = async (response: Response) => (await response.json()) as IncidentDetail;

  it('that were planned are marked; the window is made, shown and cancelled', async () => {
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
    const window = { scope: 'unit:137', start: at(-10), end: at(50), rrule: 'FREQ=WEEKLY', note: 'Thay UPS' };
    const made = await ask('/maintenance', window);
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ id: '1', active: true, scopeName: 'Huyện Mù Cang Chải' });
    const flags = async () => {
      const { items } = (await (await ask('/sites')).json()) as List<SiteRow>;
      return items.filter(({ maintenance }) => maintenance).map(({ id }) => id);
    };
    expect(await flags()).toEqual(['mu-cang-chai']);
    expect((await ask('/maintenance/1/cancel', {})).status).toBe(200);
    expect((await ask('/maintenance/1/cancel', {})).status).toBe(404);
    expect(await flags()).toEqual([]);
  });

  it.each([
    ['site:nowhere', {}, 404, 'unknown_site'],
    ['planet:mars', {}, 400, 'bad_scope'],
    ['site:tram-tau', { end: '2026-01-01T00:00:00Z' }, 400, 'window_inverted'],
    ['site:tram-tau', { rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 400, 'rrule_never'],
    ['site:tram-tau', { rrule: 'FREQ=HOURLY' }, 400, 'rrule_invalid'],
  ])('planned for %s with %j are refused: %i %s', async (scope, more, status, code) => {
    const window = { start: '2026-12-01T22:00:00+07:00', end: '2026-12-02T02:00:00+07:00', note: 'x' };
    const response = await ask('/maintenance', { ...window, scope, ...more });
    const refusal = (await response.json()) as { error: { code: string } };
    expect([response.status, refusal.error.code]).toEqual([status, code]);
  });

  it('show how they began, with the measurement in values that can be read', async () => {
    const incident = await detail(await ask('/incidents/1'));
    expect(incident).toMatchObject({ subjectName: SITE_NAMES[SITE], kind: 'down', affected: 0 });
    expect(incident.timeline[0]).toMatchObject({
      event: 'opened',
      author: null,
      evidence: { measurement: 'ping', fields: { packets_received: 0, confirmed: true } },
    });
  });

  it('are handled, and the timeline says by whom', async () => {
    for (const [act, body] of [
      ['acknowledge', {}],
      ['assign', { assignee: 'minh' }],
      ['comment', { text: 'Đang trên đường tới' }],
      ['cause', { cause: 'power', text: 'Điện lực báo cắt điện' }],
      ['resolve', {}],
    ] as const) {
      expect((await ask(`/incidents/1/${act}`, body)).status, act).toBe(200);
    }
    const incident = await detail(await ask('/incidents/1'));
    expect(incident).toMatchObject({ assignee: 'minh', cause: 'power' });
    expect(incident.timeline.map(({ event, text }) => [event, text]).slice(1, 6)).toEqual([
      ['acknowledged', null],
      ['assigned', 'minh'],
      ['comment', 'Đang trên đường tới'],
      ['cause', 'power: Điện lực báo cắt điện'],
      ['resolved', null],
    ]);
    const authors = new Set(incident.timeline.slice(1, 6).map(({ author }) => author));
    expect([...authors]).toEqual([incident.acknowledgedBy]);
  });

  it('are opened by hand, merged and taken apart', async () => {
    const opened = await ask('/incidents', {
      ...{ subject: 'mu-cang-chai', title: 'Máy\r\nphát\u0000 hết dầu', text: 'một\u0008\r\nhai' },
    });
    expect(opened.status).toBe(201);
    const { id, title, timeline } = await detail(opened);
    // One line, and what a database gives back as it was given.
    expect([title, timeline.at(-1)?.text]).toEqual(['Máy phát hết dầu', 'một\nhai']);
    expect(await detail(await ask(`/incidents/${id}/merge`, { into: 1 }))).toMatchObject({ mergedInto: 1 });
    expect((await detail(await ask('/incidents/1'))).parts).toMatchObject([{ id }]);
    expect(await detail(await ask(`/incidents/${id}/unmerge`, {}))).toMatchObject({
      mergedInto: null,
      resolvedAt: null,
    });
  });

  it.each([
    ['state=open', [2]],
    ['state=resolved', [1]],
    ['q=may phat', [2]],
    ['q=TRAM TAU', [1]],
    ['q=%231', [1]],
    ['unit=15', [2, 1]],
    ['unit=139', [1]],
    ['kind=manual', [2]],
    ['severity=critical,major', [1]],
    ['cause=power', [1]],
    ['cause=none', [2]],
    ['assignee=MINH', [1]],
    ['assignee=minh an', []],
    ['assignee=none', [2]],
    ['flapping=yes', []],
    ['acknowledged=no', [2]],
    ['to=2020-01-01T00:00:00Z', []],
    ['from=2020-01-01T00:00:00Z', [2, 1]],
    ['before=2', [1]],
  ])('are found by %s', async (query, ids) => {
    expect((await list(query)).items.map(({ id }) => id)).toEqual(ids);
  });

  it('come a page at a time', async () => {
    const first = await list('limit=1');
    expect([first.items.map(({ id }) => id), first.total, first.next]).toEqual([[2], 2, 2]);
    const second = await list(`limit=1&before=${first.next}`);
    expect([second.items.map(({ id }) => id), second.next]).toEqual([[1], null]);
  });

  it.each([
    ['/incidents/99', undefined, 404, 'unknown_incident'],
    ['/incidents/99/comment', { text: 'x' }, 404, 'unknown_incident'],
    ['/incidents/1/acknowledge', {}, 409, 'incident_resolved'],
    ['/incidents/1/merge', { into: 1 }, 409, 'merge_into_itself'],
    ['/incidents/1/comment', { text: '  ' }, 400, 'bad_parameter'],
    ['/incidents/1/cause', { cause: 'gremlins', text: 'x' }, 400, 'bad_parameter'],
    ['/incidents', { subject: 'nowhere', title: 'x' }, 404, 'unknown_subject'],
    ['/incidents', { subject: SITE, title: 'x', since: '2099-01-01T00:00:00Z' }, 400, 'in_the_future'],
    ['/incidents?unit=999', undefined, 404, 'unknown_unit'],
  ])('%s %j is refused: %i %s', async (path, body, status, code) => {
    const response = await ask(path, body);
    const refusal = (await response.json()) as { error: { code: string } };
    expect([response.status, refusal.error.code]).toEqual([status, code]);
  });
});
