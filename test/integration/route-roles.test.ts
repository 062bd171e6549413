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
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

/** Written down here and not taken from the routes: a role that slips shows. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  public: [
    'GET /healthz',
    'GET /readyz',
    'GET /metrics',
    'GET /ping',
    'GET /health',
    'POST /api/v1/agent/enroll',
    'GET /api/v1/session',
    'POST /api/v1/session',
    'DELETE /api/v1/session',
    'GET /api/v1/session/oidc',
    'GET /api/v1/session/oidc/callback',
    'POST /api/v1/setup/look',
    'POST /api/v1/setup',
    'GET /ack',
    'POST /ack',
    'GET /api/openapi.json',
    'GET /api/docs',
    'GET /api/docs.css',
  ],
  writer: ['GET /query', 'POST /query', 'POST /api/v2/write', 'POST /write'],
  agent: [
    'GET /api/v1/agent/config',
    'GET /api/v1/agent/tests',
    'POST /api/v1/agent/tests/:id',
    'GET /api/v1/agent/bundle',
    'GET /api/v1/agent/bundle/:id',
    'POST /api/v1/agent/bundle',
  ],
  viewer: [
    'GET /api/v1/inventory/:kind',
    'GET /api/v1/inventory',
    'GET /api/v1/agents',
    'GET /api/v1/agents/bundle',
    'GET /api/v1/account/sessions',
    'DELETE /api/v1/account/sessions/:id',
    'POST /api/v1/account/password',
    'POST /api/v1/account/second-factor',
    'POST /api/v1/account/second-factor/confirm',
    'POST /api/v1/account/second-factor/end',
    'GET /api/v1/about',
    'GET /api/v1/sites',
    'GET /api/v1/rooms',
    'GET /api/v1/sites/:id',
    'GET /api/v1/sites/:id/availability',
    'GET /api/v1/sites/:id/series',
    'GET /api/v1/incidents',
    'GET /api/v1/incidents/:id',
    'GET /api/v1/rules',
    'GET /api/v1/maintenance',
    'GET /api/v1/maintenance/occurrences',
    'GET /api/v1/reports/evidence',
    'GET /api/v1/reports/quality',
    'GET /api/v1/reports/uptime',
    'GET /api/v1/reports/scheduled',
    'GET /api/v1/events',
  ],
  technician: ['POST /api/v1/sites/:id/tests', 'POST /api/v1/tests/:id/stop'],
  operator: [
    'GET /api/v1/notify',
    'POST /api/v1/incidents',
    'POST /api/v1/incidents/:id/acknowledge',
    'POST /api/v1/incidents/:id/resolve',
    'POST /api/v1/incidents/:id/comment',
    'POST /api/v1/incidents/:id/assign',
    'POST /api/v1/incidents/:id/cause',
    'POST /api/v1/incidents/:id/merge',
    'POST /api/v1/incidents/:id/unmerge',
    'POST /api/v1/maintenance/preview',
    'POST /api/v1/maintenance',
    'POST /api/v1/maintenance/:id/replace',
    'POST /api/v1/maintenance/:id/cancel',
  ],
  admin: [
    'POST /api/v1/inventory',
    'POST /api/v1/inventory/preview',
    'POST /api/v1/backup',
    'POST /api/v1/store/copy',
    'POST /api/v1/agents/:id/code',
    'POST /api/v1/agents/:id/revoke',
    'POST /api/v1/agents/bundle',
    'POST /api/v1/agents/bundle/withdraw',

    'GET /api/v1/audit',
    'GET /api/v1/audit/verify',
    'POST /api/v1/notify/test',
    'GET /api/v1/rules/file',
    'POST /api/v1/rules/check',
    'POST /api/v1/rules/replay',
    'GET /api/v1/notify/setup',
    'GET /api/v1/notify/messages',
    'GET /api/v1/notify/outbox',
    'POST /api/v1/notify/outbox/retry',
    'POST /api/v1/notify/outbox/discard',
    'GET /api/v1/users',
    'POST /api/v1/users',
    'POST /api/v1/users/:name',
    'POST /api/v1/users/:name/invite',
    'POST /api/v1/users/:name/unlock',
    'POST /api/v1/users/:name/second-factor/end',
    'GET /api/v1/tokens',
    'POST /api/v1/tokens',
    'DELETE /api/v1/tokens/:id',
  ],
};

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

/** In the demonstration, which sends no packets for strangers. */
const OPEN_IN_DEMONSTRATION = ['public', 'viewer', 'operator'];

const ALL: readonly Route[] = [...ROUTES, ...WRITING_ROUTES];
const nameOf = ({ method, url }: Route) => `${method} ${url}`;
const roleOf = (name: string) => Object.keys(TABLE).find((role) => TABLE[role]?.includes(name)) ?? 'none';

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

  it('are those of the table', () => {
    expect(ALL.map(nameOf).sort()).toEqual(Object.values(TABLE).flat().sort());
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
    const open = OPEN_IN_DEMONSTRATION.includes(roleOf(name));
    expect(await knock(openUrl, route, undefined)).toBe(open ? 'let in' : 'who are you');
  });
});
