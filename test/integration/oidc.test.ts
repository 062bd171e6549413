/** Signing in by an identity provider: a real one on loopback, from the button to the session. */
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { SessionInfo } from '../../collector/api/types/accounts.ts';
import type { AuditRow } from '../../collector/api/types/audit.ts';
import type { List } from '../../collector/api/types/parts.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { loopbackEndpoint, written } from '../setup/loopback.ts';
import { describeWith } from '../setup/needs.ts';
import type { OidcServer } from '../setup/oidc-server.ts';
import { Browser, CLIENT, signInThere, startOidcServer } from '../setup/oidc-server.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

const PATH = '/api/v1/session/oidc';

describeWith(needsBuild(), 'signing in by an identity provider', () => {
  let folder: TemporaryFolder;
  let provider: OidcServer;
  let collector: RunningCollector;
  let admin: string;
  let url: string;

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path);
    const data = join(folder.path, 'data');
    const listen = written(loopbackEndpoint());
    url = `http://${listen}`;
    provider = await startOidcServer(`${url}${PATH}/callback`);
    await writeFile(join(folder.path, 'oidc-secret'), `${CLIENT.secret}\n`);
    await appendFile(
      config,
      `
oidc:
  issuer: ${provider.issuer}
  name: SSO tỉnh
  client_id: ${CLIENT.id}
  client_secret_file: oidc-secret
  roles: { noc: operator, truong-phong: admin }
`,
    );
    collector = await startCollector({ config, data, listen });
    admin = (
      await canhmang(['token', 'chi-huy', '--admin', '--config', config, '--data', data])
    ).stdout.trim();
  });
  afterAll(async () => {
    await collector?.program.stop();
    await provider?.close();
    await folder.remove();
  });

  /** @returns where the page is left, and the browser. */
  async function signIn(name: string, claims: Record<string, unknown>, browser = new Browser()) {
    provider.people.set(name, claims);
    const start = await browser.go(`${url}${PATH}`);
    expect(start.status).toBe(303);
    const back = await signInThere(browser, start, url, `${url}${PATH}/callback`, name);
    const end = await browser.go(back);
    return { browser, back, location: end.headers.get('location') };
  }

  async function session(browser: Browser): Promise<SessionInfo> {
    return (await (await browser.go(`${url}/api/v1/session`)).json()) as SessionInfo;
  }

  async function audit(): Promise<AuditRow[]> {
    const headers = { authorization: `Bearer ${admin}` };
    const response = await fetch(`${url}/api/v1/audit`, { headers });
    return ((await response.json()) as List<AuditRow>).items;
  }

  const LAN = { preferred_username: 'Lan', name: 'Nguyễn Thị Lan', groups: ['noc', 'khac'] };

  it('is offered to the page by name', async () => {
    expect(await session(new Browser())).toMatchObject({ user: null, provider: 'SSO tỉnh' });
  });

  it('makes an account at the first time, with the role that follows from the claim', async () => {
    const { browser, location } = await signIn('s-lan', LAN);
    expect(location).toBe('/');
    const { user } = await session(browser);
    expect(user).toMatchObject({ name: 'lan', fullName: 'Nguyễn Thị Lan', role: 'operator', isToken: false });
    const [entry] = await audit();
    expect(entry).toMatchObject({ action: 'session.begin', author: 'lan', object: 'user:lan' });
    expect(entry?.detail).toContain('by="oidc"');
  });

  it('follows the claim at the next time, and keeps the account', async () => {
    const { browser, location } = await signIn('s-lan', {
      ...LAN,
      preferred_username: 'doi-ten',
      groups: 'truong-phong',
    });
    expect(location).toBe('/');
    expect((await session(browser)).user).toMatchObject({ name: 'lan', role: 'admin' });
  });

  it.each([
    ['has no role', 's-khach', { preferred_username: 'khach', groups: ['khac'] }, 'no_role'],
    ['has no groups', 's-khach', { preferred_username: 'khach' }, 'no_role'],
    [
      'has a role by a name of an object',
      's-khach',
      { preferred_username: 'khach', groups: ['constructor'] },
      'no_role',
    ],
    ['has no name', 's-khach', { groups: ['noc'] }, 'bad_name'],
    ['has a name of markup', 's-khach', { preferred_username: '<b>', groups: ['noc'] }, 'bad_name'],
    [
      'comes by the name of somebody else',
      's-gia',
      { preferred_username: 'LAN ', groups: ['noc'] },
      'name_taken',
    ],
  ])('refuses who %s', async (_who, id, claims, why) => {
    const { browser, location } = await signIn(id, claims);
    expect(location).toBe(`/sign-in?refused=${why}`);
    expect((await session(browser)).user).toBeNull();
    expect((await audit())[0]).toMatchObject({ action: 'session.refused', author: 'nobody' });
  });

  it('refuses whom an admin here has closed out', async () => {
    await signIn('s-hoa', { preferred_username: 'hoa', groups: ['noc'] });
    const headers = { authorization: `Bearer ${admin}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ disabled: true });
    const closed = await fetch(`${url}/api/v1/users/hoa`, { method: 'POST', headers, body });
    expect(closed.status).toBe(200);
    const { location } = await signIn('s-hoa', { preferred_username: 'hoa', groups: ['noc'] });
    expect(location).toBe('/sign-in?refused=disabled');
  });

  it('lets nobody in by a way that another browser began, that was used, or with another state', async () => {
    const { browser, back } = await signIn('s-lan', LAN);
    const again = await browser.go(back);
    expect(again.headers.get('location')).toBe('/sign-in?refused=expired');
    const stranger = new Browser();
    expect((await stranger.go(back)).headers.get('location')).toBe('/sign-in?refused=expired');
    await stranger.go(`${url}${PATH}`);
    const mixed = await stranger.go(back);
    expect(mixed.headers.get('location')).toBe('/sign-in?refused=failed');
    expect((await session(stranger)).user).toBeNull();
  });

  it('leaves its account without a password to guess', async () => {
    const body = JSON.stringify({ name: 'lan', password: 'x'.repeat(20) });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/api/v1/session`, { method: 'POST', headers, body });
    const { error } = z.object({ error: z.object({ code: z.string() }) }).parse(await response.json());
    expect([response.status, error.code]).toEqual([401, 'wrong_password']);
  });

  it('says so when the provider is away: the collector starts and works without it', async () => {
    const config = join(folder.path, 'canhmang.yaml');
    await collector.program.stop();
    await provider.close();
    collector = await startCollector({ config, data: join(folder.path, 'data'), listen: new URL(url).host });
    const away = await new Browser().go(`${url}${PATH}`);
    expect(away.headers.get('location')).toBe('/sign-in?refused=away');
  });
});
