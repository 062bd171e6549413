/** What the demonstration's collector answers is what its own description says: every GET route, read from outside. */
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { Route } from '../../collector/api/resource.ts';
import { ROUTES } from '../../collector/api/routes/all.ts';
import type { ServerEvent } from '../../collector/api/types/events.ts';
import { canhmang, canhmangSpec, needsBuild } from '../setup/canhmang.ts';
import { EventStream } from '../setup/event-stream.ts';
import { describeWith } from '../setup/needs.ts';
import { Program } from '../setup/program.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';
import { post as write } from '../setup/writing.ts';

type StateEvent = Extract<ServerEvent, { type: 'state' }>;

const SITE = 'tram-tau';
const DAY_MS = 86_400_000;

/** A site that is down, one that is up, its line and its router. */
function measured(nowMs: number): string {
  const at = `${nowMs}000000`;
  const answered = 'percent_packet_loss=0,average_response_ms=12.5,jitter_ms=0.4,packets_transmitted=5i';
  return [
    `ping,site=${SITE},agent=core,role=reach ${answered},packets_received=5i ${at}`,
    `ping,site=mu-cang-chai,agent=core,role=reach packets_transmitted=5i,packets_received=0i,percent_packet_loss=100,confirmed=true ${at}`,
    `snmp,site=${SITE},agent=core,device=${SITE}-rt uptime=86400,response_ms=3.1,result_code=0i ${at}`,
    `interface,site=${SITE},agent=core,device=${SITE}-rt,ifName=wan0,line=${SITE}-line in_bps=1e6,out_bps=2e5 ${at}`,
  ].join('\n');
}

describeWith(needsBuild(), 'the description of the API', () => {
  let folder: TemporaryFolder;
  let program: Program;
  let url: string;
  let incident: string;
  let cookie: string;
  const tokens = { admin: '', agent: '' };
  const document: { paths: Record<string, Record<string, unknown>> } = { paths: {} };
  const ajv = new Ajv2020({
    strict: false,
    formats: { 'date-time': true, date: true, email: true, uri: true },
  });

  beforeAll(async () => {
    folder = await makeFolder();
    const data = join(folder.path, 'data');
    // Without a configuration it is the demonstration.
    program = new Program(
      canhmangSpec(['collector', '--data', data, '--listen', '127.0.0.1:0', '--lang', 'en']),
    );
    const [, found = ''] = await program.waitForLine(/^Canh Mạng is running: (http:\S+)/);
    url = found;
    tokens.admin = (await canhmang(['token', 'chi-huy', '--admin', '--data', data])).stdout.trim();
    tokens.agent = (await canhmang(['token', SITE, '--data', data])).stdout.trim();
    const description: unknown = await (await fetch(`${url}/api/openapi.json`)).json();
    Object.assign(document, description);
    ajv.addSchema(z.looseObject({}).parse(description), 'api');
    // Something was measured, and somebody has done something.
    const events = await EventStream.open(url, tokens.admin);
    const core = (await canhmang(['token', 'core', '--data', data])).stdout.trim();
    expect((await write(url, { token: core, body: measured(Date.now()) })).status).toBe(204);
    await events.waitFor((event): event is StateEvent => event.type === 'state');
    events.close();
    const opened = await post('/incidents', { subject: SITE, title: 'Thử' });
    incident = String(z.object({ id: z.int() }).parse(opened).id);
    await post(`/incidents/${incident}/comment`, { text: 'Đã xem' });
    cookie = await signIn();
    const window = { scope: `site:${SITE}`, start: Date.now(), end: Date.now() + DAY_MS, note: 'UPS' };
    await post('/maintenance', window);
  });
  afterAll(async () => {
    await program?.stop();
    await folder.remove();
  });

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  async function post(path: string, body: object): Promise<unknown> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { ...bearer(tokens.admin), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.ok, path).toBe(true);
    return response.json();
  }

  /** As somebody with an account of their own. */
  async function signIn(): Promise<string> {
    const person = { name: 'lan', fullName: 'Lan', role: 'viewer' };
    const invitation = z.object({ url: z.string() }).parse(await post('/users', person));
    const secret = invitation.url.split('#').at(-1)?.split('=').at(-1) ?? '';
    const password = 'Mưa rơi trên mái ngói cũ';
    const json = { 'content-type': 'application/json' };
    const send = (path: string, body: object) =>
      fetch(`${url}/api/v1${path}`, { method: 'POST', headers: json, body: JSON.stringify(body) });
    expect((await send('/setup', { secret, password })).status).toBe(204);
    const session = await send('/session', { name: 'lan', password });
    expect(session.status).toBe(200);
    return session.headers
      .getSetCookie()
      .map((set) => set.split(';')[0])
      .join('; ');
  }

  /** What has to stand in the address and behind it. */
  const QUERIES: Readonly<Record<string, string>> = {
    '/api/v1/reports/uptime': `period=${new Date().toISOString().slice(0, 7)}`,
    '/api/v1/reports/evidence': `line=${SITE}-line&period=${new Date().toISOString().slice(0, 7)}`,
    '/api/v1/reports/quality': `period=${new Date().toISOString().slice(0, 7)}`,
    '/api/v1/maintenance/occurrences': `from=${Date.now() - DAY_MS}&to=${Date.now() + DAY_MS}`,
    '/api/v1/sites/:id/availability': `from=${Date.now() - DAY_MS}&to=${Date.now()}`,
    '/api/v1/sites/:id/series': `measurement=ping&field=average_response_ms&from=${Date.now() - DAY_MS}&to=${Date.now() + DAY_MS}`,
    '/query': 'q=SHOW%20DATABASES',
  };
  const addressOf = (route: string) => {
    const id = route.startsWith('/api/v1/incidents') ? incident : SITE;
    const query = QUERIES[route];
    return `${url}${route.replace(':id', id).replace(':kind', 'sites')}${query === undefined ? '' : `?${query}`}`;
  };
  /** What comes line by line has its own tests; nothing is offered here, nothing is signed by the link, and there is no provider. */
  const APART = [
    '/api/v1/events',
    '/api/v1/agent/tests',
    '/api/v1/agent/bundle',
    '/api/v1/agent/bundle/:id',
    '/ack',
    '/api/v1/session/oidc',
    '/api/v1/session/oidc/callback',
  ];
  const READS = ROUTES.filter(({ method, url: route }) => method === 'GET' && !APART.includes(route));

  it.each(READS.map((route) => [route.url, route] as const))(
    'of %s is what it answers',
    async (_name, route) => {
      const token = ['agent', 'writer'].includes(route.role) ? tokens.agent : tokens.admin;
      const isOwn = route.url.startsWith('/api/v1/account/');
      const response = await fetch(addressOf(route.url), { headers: isOwn ? { cookie } : bearer(token) });
      expect(response.status).toBe(route.status ?? 200);
      const type = response.headers.get('content-type')?.split(';')[0];
      const types = route.produces ?? (route.answer ? ['application/json'] : []);
      if (types.length > 0) expect(types.map((known) => known.split(';')[0])).toContain(type);
      if (!route.answer || type !== 'application/json') return;
      const answer: unknown = await response.json();
      // Strictly, as the program has it: nothing more and nothing less.
      expect(route.answer.safeParse(answer).error).toBeUndefined();
      expect(problemsOf(route, answer)).toBeNull();
    },
  );

  /** As another program reads the document. */
  function problemsOf({ method, url: route, status }: Route, answer: unknown): unknown {
    const path = route
      .replace(/:(\w+)/g, '{$1}')
      .replaceAll('~', '~0')
      .replaceAll('/', '~1');
    const pointer = `api#/paths/${encodeURIComponent(path)}/${method.toLowerCase()}/responses/${status ?? 200}/content/application~1json/schema`;
    const validate = ajv.getSchema(pointer);
    if (!validate) throw new Error(`the document has no schema at ${pointer}`);
    return validate(answer) ? null : validate.errors;
  }

  it('names what is wrong with an answer that is not so: that this can fail', async () => {
    const route = READS.find(({ url: path }) => path === '/api/v1/rooms');
    if (!route) throw new Error('there is no such route');
    const answer = { items: [{ id: 1 }], total: 1 };
    expect(route.answer?.safeParse(answer).success).toBe(false);
    expect(problemsOf(route, answer)).not.toBeNull();
  });

  it('refusals have the one shape', async () => {
    const response = await fetch(`${url}/api/v1/sites/nowhere`);
    const validate = ajv.getSchema('api#/components/schemas/Error');
    expect([response.status, validate?.(await response.json())]).toEqual([404, true]);
  });

  it('is there as a page', async () => {
    const response = await fetch(`${url}/api/docs`);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toContain('/api/docs.css');
  });
});
