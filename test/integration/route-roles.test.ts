/** Every route with every role, from outside: who is let in is what the table says, and nobody else. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { Route } from '../../collector/api/resource.ts';
import { ROUTES, WRITING_ROUTES } from '../../collector/api/routes/all.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, canhmangSpec, needsBuild, startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import { Program } from '../setup/program.ts';
import { ROLE_TABLE } from '../setup/role-table.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

const WHO = ['nobody', 'stranger', 'agent', 'write', 'viewer', 'technician', 'operator', 'admin'] as const;
type Who = (typeof WHO)[number];

/** Who has each role. `nobody` has no token, `stranger` one that was never made. */
const HOLDERS: Readonly<Record<string, readonly Who[]>> = {
  public: WHO,
  writer: ['agent', 'write'],
  agent: ['agent'],
  viewer: ['viewer', 'technician', 'operator', 'admin'],
  technician: ['technician', 'operator', 'admin'],
  operator: ['operator', 'admin'],
  admin: ['admin'],
};

/** In the demonstration, but for what sends packets: not for strangers. */
const OPEN_IN_DEMONSTRATION = ['public', 'viewer', 'technician', 'operator'];
const SENDS_PACKETS = ['POST /api/v1/sites/:id/tests', 'POST /api/v1/tests/:id/stop'];

const ALL: readonly Route[] = [...ROUTES, ...WRITING_ROUTES];
const nameOf = ({ method, url }: Route) => `${method} ${url}`;
const roleOf = (name: string) =>
  Object.keys(ROLE_TABLE).find((role) => ROLE_TABLE[role]?.includes(name)) ?? 'none';

const refusalSchema = z.union([
  z.object({ error: z.object({ code: z.string() }) }).transform(({ error }) => error.code),
  // Of InfluxDB 2.x, which has a code of its own, and 1.x.
  z.object({ reason: z.string() }).transform(({ reason }) => reason),
  z.object({ code: z.string() }).transform(({ code }) => code),
]);

/** `/ack` answers people. */
const A_PAGE = { code: 'page' };

/** What the guard says; whatever a handler says, its asker was let in. */
const GUARD = { 401: ['unauthorized'], 429: ['too_many_tokens'], 403: ['forbidden'] } as const;

/** @returns `let in`, `who are you` or `not you`. */
async function knock(url: string, route: Route, token: string | undefined): Promise<string> {
  const end = new AbortController();
  // Of nothing there is: who is let in changes nothing.
  const address = route.url.replace(/:\w+/g, '999999');
  const response = await fetch(`${url}${address}`, {
    method: route.method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(route.method === 'POST' ? { 'content-type': 'application/json' } : {}),
    },
    ...(route.method === 'POST' ? { body: '{"nothing":1}' } : {}),
    signal: end.signal,
  });
  const { status } = response;
  const isGuards = status === 401 || status === 403 || status === 429;
  const body: unknown = isGuards ? await response.json().catch(() => A_PAGE) : undefined;
  // What is told as it happens would go on.
  end.abort();
  const code = isGuards ? refusalSchema.parse(body) : '';
  if (status === 403 && code === GUARD[403][0]) return 'not you';
  if (status === 401 && code === GUARD[401][0]) return 'who are you';
  // After sixty tries without a valid token.
  if (status === 429 && code === GUARD[429][0]) return 'who are you';
  return 'let in';
}

describeWith(needsBuild(), 'routes', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let demonstration: Program;
  let openUrl: string;
  const tokens = new Map<Who, string>([['stranger', `cm_${'x'.repeat(43)}`]]);

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path);
    const data = join(folder.path, 'data');
    collector = await startCollector({ config, data });
    const made = async (...args: string[]) =>
      (await canhmang(['token', ...args, '--config', config, '--data', data])).stdout.trim();
    const admin = await made('chi-huy', '--admin');
    tokens.set('admin', admin).set('agent', await made('tram-tau'));
    for (const kind of ['write', 'viewer', 'technician', 'operator'] as const) {
      const response = await fetch(`${collector.url}/api/v1/tokens`, {
        method: 'POST',
        headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
        body: JSON.stringify({ holder: kind, kind }),
      });
      tokens.set(kind, z.object({ token: z.string() }).parse(await response.json()).token);
    }
    // Without a configuration.
    const start = [
      'collector',
      '--data',
      join(folder.path, 'demo'),
      '--listen',
      '127.0.0.1:0',
      '--lang',
      'en',
    ];
    demonstration = new Program(canhmangSpec(start));
    const [, url = ''] = await demonstration.waitForLine(/^Canh Mạng is running: (http:\S+)/);
    openUrl = url;
  });
  afterAll(async () => {
    await collector?.program.stop();
    await demonstration?.stop();
    await folder.remove();
  });

  it.each(ALL.map((route) => [nameOf(route), route] as const))('%s', async (name, route) => {
    const holders = HOLDERS[roleOf(name)] ?? [];
    const found: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const who of WHO) {
      found[who] = await knock(collector.url, route, tokens.get(who));
      const unknown = who === 'nobody' || who === 'stranger';
      wanted[who] = holders.includes(who) ? 'let in' : unknown ? 'who are you' : 'not you';
    }
    expect(found).toEqual(wanted);
    const open = OPEN_IN_DEMONSTRATION.includes(roleOf(name)) && !SENDS_PACKETS.includes(name);
    expect(await knock(openUrl, route, undefined)).toBe(open ? 'let in' : 'who are you');
  });
});
