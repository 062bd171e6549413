/** Agents let in by a code, seen, and let out again: the commands, the API and a real agent. */
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { AgentRow } from '../../collector/api/types/agents.ts';
import type { List } from '../../collector/api/types/parts.ts';
import { VERSION } from '../../model/version.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, canhmangSpec, needsBuild, startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import { Program } from '../setup/program.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { folderOfTest, makeFolder } from '../setup/temporary-folder.ts';
import { post, refusalOf } from '../setup/writing.ts';

const SITE = 'tram-tau';
const enrolmentSchema = z.object({
  agent: z.string(),
  site: z.string(),
  collector: z.string(),
  token: z.string(),
});

describeWith(needsBuild(), 'enrolment', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let adminToken: string;

  const beside = (...args: string[]) => {
    const where = ['--config', join(folder.path, 'canhmang.yaml'), '--data', join(folder.path, 'data')];
    return canhmang([...args, ...where, '--lang', 'en']);
  };
  const newCode = async (agent = SITE) => (await beside('agents', 'code', agent)).stdout.trim();
  const enroll = (data: string, code: string, url = collector.url) =>
    canhmang(['agent', 'enroll', '--collector', url, '--code', code, '--data', data, '--lang', 'en']);
  const tokenOf = async (data: string) =>
    enrolmentSchema.parse(JSON.parse(await readFile(join(data, 'enrolment.json'), 'utf8'))).token;
  const api = (path: string, token: string, init: RequestInit = {}) =>
    fetch(`${collector.url}${path}`, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${token}` },
    });
  const agentRow = async (id: string) => {
    const list = (await (await api('/api/v1/agents', adminToken)).json()) as List<AgentRow>;
    return list.items.find((agent) => agent.id === id);
  };
  const ask = (code: string, token: string, from: string) =>
    fetch(`${collector.url}/api/v1/agent/enroll`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
      body: JSON.stringify({ code, token }),
    });
  const someToken = () => `cm_${randomBytes(32).toString('base64url')}`;

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path);
    collector = await startCollector({ config, data: join(folder.path, 'data') });
    adminToken = (await beside('token', 'chief', '--admin')).stdout.trim();
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  it('an agent is enrolled by a code, starts from it, is seen, and is refused once it is revoked', async () => {
    const data = join(await folderOfTest(), 'agent');
    const made = await beside('agents', 'code', SITE, '--valid', '2h');
    expect([made.code, made.stdout.trim()]).toEqual([0, expect.stringMatching(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/)]);
    const enrolled = await enroll(data, made.stdout.trim());
    expect(enrolled.stderr).toContain(`Enrolled as ${SITE} at the site ${SITE}`);
    expect(enrolled.code).toBe(0);
    expect(statSync(join(data, 'enrolment.json')).mode & 0o777).toBe(0o600);

    const agent = new Program(canhmangSpec(['agent', '--data', data]));
    onTestFinished(async () => void (await agent.stop()));
    await agent.waitForLine(/"msg":"configuration applied"/);
    const row = await agentRow(SITE);
    expect(row).toMatchObject({ site: SITE, vantage: 'inside', version: VERSION, revokedAt: null });
    expect(Math.abs(Date.parse(row?.lastSeen ?? '') - Date.now())).toBeLessThan(60_000);

    const token = await tokenOf(data);
    expect((await post(collector.url, { token, body: `m,site=${SITE} value=1` })).status).toBe(204);
    const revoked = await beside('agents', 'revoke', SITE);
    expect([revoked.code, revoked.stderr]).toEqual([
      0,
      expect.stringContaining(`The agent ${SITE} may do nothing`),
    ]);
    expect((await post(collector.url, { token, body: `m,site=${SITE} value=2` })).status).toBe(401);
    expect((await api('/api/v1/agent/config', token)).status).toBe(401);
    expect((await agentRow(SITE))?.revokedAt).not.toBeNull();
    expect((await beside('agents', 'revoke', SITE)).code).toBe(1);
    expect((await beside('agents', 'list')).stdout).toMatch(new RegExp(`^${SITE} .*revoked`, 'm'));
  });

  it('a code that was used, or never was, is told apart', async () => {
    const [first, second] = [join(await folderOfTest(), 'a'), join(await folderOfTest(), 'b')];
    const code = await newCode();
    expect((await enroll(first, code)).code).toBe(0);
    const used = await enroll(second, code);
    expect([used.code, used.stderr]).toEqual([1, expect.stringContaining('has been used already')]);
    const unknown = await enroll(second, '00000-00000');
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('does not know this code')]);
    const newer = [await newCode(), await newCode()];
    const expired = await enroll(second, newer[0] ?? '');
    expect([expired.code, expired.stderr]).toEqual([
      1,
      expect.stringContaining('has expired, or a newer one'),
    ]);
    expect((await enroll(second, newer[1] ?? '')).code).toBe(0);
  });

  it('a code whose answer was lost on the way still lets the same agent in', async () => {
    const data = join(await folderOfTest(), 'agent');
    const code = await newCode();
    // Hands the request on and breaks the connection off before the answer.
    const lossy = createServer((request, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk);
        const headers = { 'content-type': 'application/json' };
        await fetch(`${collector.url}${request.url}`, {
          method: 'POST',
          headers,
          body: Buffer.concat(chunks),
        });
        response.destroy();
      })();
    });
    await new Promise<void>((resolve) => lossy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void lossy.close());
    const address = lossy.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    expect((await enroll(data, code, `http://127.0.0.1:${port}`)).code).toBe(3);
    expect((await enroll(data, code)).code).toBe(0);
    expect((await api('/api/v1/agent/config', await tokenOf(data))).status).toBe(200);
  });

  it('who guesses codes is slowed down, and nobody else', async () => {
    const statuses: number[] = [];
    for (let number = 0; number < 11; number++)
      statuses.push((await ask('0000000000', someToken(), '198.51.100.7')).status);
    expect(statuses).toEqual([...Array(10).fill(403), 429]);
    const refused = await ask(await newCode(), someToken(), '198.51.100.7');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await refusalOf(refused)).code).toBe('too_many_codes');
    expect((await ask(await newCode(), someToken(), '198.51.100.8')).status).toBe(200);
  });

  it.each([
    { body: { code: 'x' }, names: 'token' },
    { body: { code: 'x', token: 'mine' }, names: 'token' },
    { body: { code: '', token: someToken() }, names: 'code' },
  ])('a request without a proper $names is refused', async ({ body, names }) => {
    const response = await fetch(`${collector.url}/api/v1/agent/enroll`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(400);
    expect((await refusalOf(response)).message).toContain(names);
  });

  it('an admin makes codes and revokes through the API, a reader does not', async () => {
    const path = '/api/v1/agents/core';
    expect((await api(`${path}/code`, collector.accessToken ?? '', { method: 'POST' })).status).toBe(403);
    const { code } = (await (await api(`${path}/code`, adminToken, { method: 'POST' })).json()) as {
      code: string;
    };
    const token = someToken();
    expect(await (await ask(code, token, '127.0.0.1')).json()).toEqual({ agent: 'core', site: 'trung-tam' });
    expect((await api('/api/v1/agent/config', token)).status).toBe(200);
    expect((await api(`${path}/revoke`, adminToken, { method: 'POST' })).status).toBe(204);
    expect((await api('/api/v1/agent/config', token)).status).toBe(401);
    expect((await api(`${path}/revoke`, adminToken, { method: 'POST' })).status).toBe(404);
    expect((await api('/api/v1/agents/nobody/code', adminToken, { method: 'POST' })).status).toBe(404);
  });

  it('a clock that is off is shown with the agent and kept as a measurement', async () => {
    const token = (await beside('token', 'mu-cang-chai')).stdout.trim();
    const headers = {
      authorization: `Token ${token}`,
      'canhmang-clock-offset': '7500',
      'canhmang-time': '1',
    };
    const hear = () => fetch(`${collector.url}/api/v1/agent/config`, { headers });
    expect((await hear()).status).toBe(200);
    expect(await agentRow('mu-cang-chai')).toMatchObject({ clockOffsetMs: 7_500, clockSkewed: true });
    await collector.program.waitForLine(
      /"agent":"mu-cang-chai","offsetMs":7500,"msg":"agent: its clock is off/,
    );
    // The next batch is stored behind it.
    expect((await post(collector.url, { token, body: 'm value=1' })).status).toBe(204);
    const range = `from=${Date.now() - 60_000}&to=${Date.now() + 60_000}`;
    const query = `measurement=agent&field=clock_offset_ms&${range}`;
    const answer = await api(`/api/v1/sites/mu-cang-chai/series?${query}`, collector.accessToken ?? '');
    expect(await answer.json()).toMatchObject({
      series: [{ tags: { agent: 'mu-cang-chai' }, buckets: [[expect.any(Number), 7_500, 7_500, 7_500]] }],
    });
  });

  it.each([
    { args: ['agent', 'enroll', '--code', 'K7M2Q-X9RTD'], says: '--collector: "" is not an address' },
    {
      args: ['agent', 'enroll', '--collector', 'http://127.0.0.1:9', '--code', 'what'],
      says: '"what" is not a code',
    },
    {
      args: ['agent', 'enroll', '--collector', 'http://127.0.0.1:9', '--code', 'K7M2Q-X9RTD', '--pin', 'x'],
      says: '--pin: "x" is not the SHA-256',
    },
    {
      args: [
        'agent',
        'enroll',
        '--collector',
        'http://127.0.0.1:9',
        '--code',
        'K7M2Q-X9RTD',
        '--ca',
        '/nowhere',
      ],
      says: '--ca: cannot read the file "/nowhere" (ENOENT)',
    },
    {
      args: [
        'agent',
        'enroll',
        '--collector',
        'http://127.0.0.1:9',
        '--code',
        'K7M2Q-X9RTD',
        '--pin',
        'a'.repeat(64),
      ],
      says: '--ca and --pin need an address that begins with https://',
    },
    {
      args: ['agent', '--data', '/nowhere'],
      says: 'this agent is not enrolled: there is no "/nowhere/enrolment.json"',
    },
    { args: ['agent', '--id', 'core'], says: '--id and --token-file go together' },
  ])('$args is refused with what to do', async ({ args, says }) => {
    const { code, stderr } = await canhmang([...args, '--lang', 'en'], { CANHMANG_COLLECTOR: undefined });
    expect(stderr).toContain(says);
    expect(code).toBe(2);
  });
});
