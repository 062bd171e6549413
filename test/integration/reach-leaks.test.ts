/** What an account limited to a district must not learn of others through what is its own. */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ServerEvent } from '../../collector/api/types/events.ts';
import { openLedger } from '../../collector/ledger/ledger.ts';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { EventStream } from '../setup/event-stream.ts';
import { SITE_NAMES, writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

const OWN = 'tram-tau';
const FOREIGN = 'mu-cang-chai';

describeWith(needsBuild(), 'who is limited to a district', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  const tokens = { admin: '', local: '', chief: '', technician: '' };

  async function ask(by: string, path: string, body?: object) {
    const response = await fetch(`${collector.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${by}`, 'content-type': 'application/json' },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, text, answer: JSON.parse(text) };
  }

  const open = async (site: string): Promise<number> =>
    (await ask(tokens.admin, '/incidents', { subject: `site:${site}`, title: 'mất điện' })).answer.id;

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path);
    // A commune of the other district that has no site yet.
    await appendFile(join(folder.path, 'units.csv'), '04462,Xã Púng Luông,Xa Pung Luong,commune,137,,\n');
    // At the own site, and measuring from there for all.
    const watching = `  - { id: ngoai, vantage: core, site: ${OWN}, sites: all }`;
    await writeFile(config, (await readFile(config, 'utf8')).replace(/^agents:$/m, `agents:\n${watching}`));
    const data = join(folder.path, 'data');
    collector = await startCollector({ config, data });
    const place = ['--config', config, '--data', data];
    tokens.admin = (await canhmang(['token', 'chi-huy', '--admin', ...place])).stdout.trim();
    tokens.chief = (
      await canhmang(['token', 'chi-huy-huyen', '--admin', '--unit', '139', ...place])
    ).stdout.trim();
    tokens.technician = (
      await canhmang(['token', 'ky-thuat', '--technician', '--site', OWN, ...place])
    ).stdout.trim();
    tokens.local = (
      await canhmang(['token', 'huyen', '--operator', '--unit', '139', ...place])
    ).stdout.trim();
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  it('is not told who else suffers from an incident of theirs, nor how many, nor its parts', async () => {
    const [own, foreign] = [await open(OWN), await open(FOREIGN)];
    // As an outage of a site that others are reached through has it.
    const ledger = await openLedger(sqliteDialect(join(folder.path, 'data/ledger.sqlite')));
    const affected = ([`site:${FOREIGN}`, `site:${OWN}`] as const).map((subject) => ({
      ...{ incident: own, subject, from_ms: 1, to_ms: null },
    }));
    await ledger.insertInto('incident_affected').values(affected).execute();
    await ledger.destroy();
    // The page is told from which event on to listen.
    const lastId = Number(/\d{15,}/.exec(await (await fetch(collector.url)).text())?.[0]);
    const before = await EventStream.open(collector.url, tokens.local);
    const merged = await ask(tokens.admin, `/incidents/${foreign}/merge`, { into: own });
    expect(merged.answer.mergedInto).toBe(own);
    const whole = (await ask(tokens.admin, `/incidents/${own}`)).answer;
    expect([whole.affected, whole.parts.length, whole.affectedSubjects.length]).toEqual([2, 1, 2]);

    const paths = [`/incidents/${own}`, '/incidents', `/sites/${OWN}`];
    const answers = await Promise.all(paths.map((path) => ask(tokens.local, path)));
    for (const { text } of answers) {
      expect(text).not.toContain(FOREIGN);
      expect(text).not.toContain(SITE_NAMES[FOREIGN]);
    }
    const [detail, list, site] = answers.map(({ answer }) => answer);
    expect([detail.affected, detail.parts, detail.affectedSubjects.length]).toEqual([1, [], 1]);
    expect([list.items[0].affected, site.incidents[0].affected]).toEqual([1, 1]);
    const acted = await ask(tokens.local, `/incidents/${own}/comment`, { text: 'đã gọi' });
    expect([acted.answer.affected, acted.answer.parts]).toEqual([1, []]);

    await ask(tokens.admin, `/incidents/${own}/acknowledge`, {});
    // Also who comes back.
    const after = await EventStream.open(collector.url, tokens.local, lastId);
    for (const stream of [before, after]) {
      const heard = await stream.waitFor(
        (event): event is Extract<ServerEvent, { type: 'incident' }> =>
          event.type === 'incident' && event.incident.acknowledgedAt !== null,
      );
      expect(heard.incident.affected).toBe(1);
      expect(JSON.stringify(stream.events)).not.toContain(FOREIGN);
      stream.close();
    }
  });

  it.each([
    ['site:mu-cang-chai', 'unknown_site'],
    ['unit:15', 'out_of_reach'],
    ['unit:137', 'out_of_reach'],
    ['unit:04462', 'out_of_reach'],
  ])('plans no maintenance for %s', async (scope, code) => {
    const window = { scope, start: '2035-01-01T00:00:00Z', end: '2035-01-01T01:00:00Z', note: 'x' };
    for (const path of ['/maintenance', '/maintenance/preview'])
      expect((await ask(tokens.local, path, window)).answer.error?.code, path).toBe(code);
    expect((await ask(tokens.local, '/maintenance')).answer.total).toBe(0);
  });

  it.each([
    [OWN, 200],
    // Who lets it in writes for every site.
    ['ngoai', 403],
    ['core', 404],
    [FOREIGN, 404],
  ])('lets the agent %s in: %d', async (agent, status) => {
    expect((await ask(tokens.chief, `/agents/${agent}/code`, {})).status).toBe(status);
    expect((await ask(tokens.admin, `/agents/${agent}/code`, {})).status).toBe(200);
  });

  it('has a token for a site tested from there only, also signed in with it at the page', async () => {
    const asked = { test: { test: 'ping', host: '127.0.0.1' } };
    const tested = async (site: string, headers: Record<string, string>) => {
      const init = { method: 'POST', body: JSON.stringify(asked) };
      const type = { 'content-type': 'application/json' };
      const url = `${collector.url}/api/v1/sites/${site}/tests`;
      return (await fetch(url, { ...init, headers: { ...type, ...headers } })).status;
    };
    const response = await fetch(`${collector.url}/api/v1/session`, {
      ...{ method: 'POST', body: JSON.stringify({ token: tokens.technician }) },
      headers: { 'content-type': 'application/json' },
    });
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
    const csrf = cookies.find((cookie) => cookie.startsWith('canhmang_csrf='))?.split('=')[1] ?? '';
    for (const headers of [
      { authorization: `Bearer ${tokens.technician}` },
      { cookie: cookies.join('; '), 'canhmang-csrf': csrf },
    ]) {
      expect(await tested(FOREIGN, headers)).toBe(403);
      // No agent is there.
      expect(await tested(OWN, headers)).toBe(503);
    }
  });
});
