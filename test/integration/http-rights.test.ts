/** Who may write what: agents for their own site, other programs with tokens of their own. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { CORE, writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';
import { AT_S, post, refusalOf, storedPoints } from '../setup/writing.ts';

const SITE = 'tram-tau';
const OTHER = 'mu-cang-chai';

describeWith(needsBuild(), 'rights to write', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  const tokens = { agent: '', telegraf: '', limited: '', admin: '' };

  const token = (...args: string[]) =>
    canhmang([
      'token',
      ...args,
      '--config',
      join(folder.path, 'canhmang.yaml'),
      '--data',
      join(folder.path, 'data'),
      '--lang',
      'en',
    ]);

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path, {
      snmp: { endpoint: { host: '127.0.0.1', port: 9 }, community: 'public' },
    });
    collector = await startCollector({ config, data: join(folder.path, 'data') });
    tokens.agent = (await token(SITE)).stdout.trim();
    tokens.telegraf = (await token('telegraf', '--write')).stdout.trim();
    tokens.limited = (await token('ups-script', '--write', '--site', SITE)).stdout.trim();
    tokens.admin = (await token('chief', '--admin')).stdout.trim();
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  const uniqueName = () => `m${randomUUID().replaceAll('-', '')}`;
  const line = (name: string, tags: string, second: number) =>
    `${name}${tags} value=${second} ${AT_S + second}000000000`;
  const write = (given: { token: string; body: string; path?: string }) => post(collector.url, given);
  const stored = async (name: string, site: string) =>
    (await storedPoints(collector.url, collector.accessToken ?? '', name, site)).map(([, value]) => value);

  it('an agent without an entry in the configuration writes for the site of its name, and no other', async () => {
    const name = uniqueName();
    const response = await write({
      token: tokens.agent,
      body: [
        line(name, `,site=${SITE},agent=${SITE}`, 1),
        line(name, `,site=${OTHER},agent=${SITE}`, 2),
        line(name, `,site=${SITE},agent=core`, 3),
        line(name, `,site=${SITE}`, 4),
      ].join('\n'),
    });
    expect(response.status).toBe(400);
    const { code, message, details } = await refusalOf(response);
    expect(code).toBe('partial_write');
    expect(message).toMatch(/^partial write: 2 line\(s\) stored, 2 refused; .* dropped=2$/);
    expect(details).toEqual([
      `line 2, column 1: the tag site=${OTHER} is not a site that "${SITE}" writes for`,
      `line 3, column 1: the tag agent=core is not who this token belongs to, "${SITE}"`,
    ]);
    expect(await stored(name, SITE)).toEqual([1, 4]);
    expect(await stored(name, OTHER)).toEqual([]);
  });

  it('an agent says nothing of what is at another site', async () => {
    const poll = (tags: string) => `snmp,agent=${SITE},${tags} result_code=1i ${AT_S}000000000`;
    const response = await write({
      token: tokens.agent,
      body: [poll(`site=${SITE},device=${OTHER}-rt`), poll(`device=${OTHER}-rt`)].join('\n'),
    });
    expect((await refusalOf(response)).details).toEqual([
      `line 1, column 1: the tag device=${OTHER}-rt is of a site that "${SITE}" does not write for`,
      `line 2, column 1: the tag device=${OTHER}-rt is of a site that "${SITE}" does not write for`,
    ]);
  });

  it('a program writes for every site, or for those of its token, and as no agent', async () => {
    const name = uniqueName();
    const body = [line(name, `,site=${SITE}`, 1), line(name, `,site=${OTHER}`, 2)].join('\n');
    expect((await write({ token: tokens.telegraf, body, path: '/write?db=telegraf' })).status).toBe(204);
    const limited = await write({ token: tokens.limited, body: body.replaceAll(name, `${name}x`) });
    expect((await refusalOf(limited)).details).toHaveLength(1);
    expect([await stored(`${name}x`, SITE), await stored(`${name}x`, OTHER)]).toEqual([[1], []]);
    expect(await stored(name, OTHER)).toEqual([2]);
    const asAgent = await write({
      token: tokens.telegraf,
      body: line(name, `,site=${SITE},agent=${SITE}`, 3),
    });
    expect((await refusalOf(asAgent)).message).toContain('not who this token belongs to');
  });

  it.each([
    { kind: 'write', path: '/api/v1/agent/config', token: () => tokens.telegraf },
    { kind: 'write', path: '/api/v1/sites', token: () => tokens.telegraf },
  ])('a token of kind $kind does not read $path', async ({ path, token }) => {
    const headers = { authorization: `Token ${token()}` };
    expect((await fetch(`${collector.url}${path}`, { headers })).status).toBe(403);
  });

  it.each([
    ['in the address', () => ({ path: `/api/v1/sites?p=${tokens.admin}`, headers: {} })],
    [
      'as a password',
      () => ({
        path: '/api/v1/sites',
        headers: { authorization: `Basic ${Buffer.from(`x:${tokens.admin}`).toString('base64')}` },
      }),
    ],
  ])('a person’s token %s is nobody’s', async (_, asked) => {
    const { path, headers } = asked();
    expect((await fetch(`${collector.url}${path}`, { headers })).status).toBe(401);
  });

  it('an admin reads and does not write', async () => {
    const headers = { authorization: `Bearer ${tokens.admin}` };
    expect((await fetch(`${collector.url}/api/v1/sites`, { headers })).status).toBe(200);
    expect((await write({ token: tokens.admin, body: 'm value=1' })).status).toBe(403);
  });

  it('a batch of an agent’s spool is taken from that agent only', async () => {
    const headers = { 'canhmang-batch': `agent=telegraf;epoch=e;first=1;last=1` };
    const response = await post(collector.url, { token: tokens.telegraf, body: 'm value=1', headers });
    expect(response.status).toBe(403);
    expect((await refusalOf(response)).code).toBe('foreign_agent');
  });

  describe('times', () => {
    it.each([
      { of: '1970, by a wrong precision', time: `${AT_S}`, reason: /before the year 2000.*precision/ },
      { of: '1970 itself', time: '0', reason: /before the year 2000/ },
      { of: '2100', time: `${Date.UTC(2100, 0)}000000`, reason: /too far in the future/ },
      {
        of: '11 minutes from now',
        time: `${Date.now() + 11 * 60_000}000000`,
        reason: /too far in the future/,
      },
      { of: 'after the last that 64 bits hold', time: '9223372036854775808', reason: /out of range/ },
    ])('of $of are refused with the reason, the good line kept', async ({ time, reason }) => {
      const name = uniqueName();
      const body = `${line(name, `,site=${CORE}`, 1)}\n${name},site=${CORE} value=2 ${time}`;
      const response = await write({ token: tokens.telegraf, body });
      expect(response.status).toBe(400);
      const { details } = await refusalOf(response);
      expect(details).toHaveLength(1);
      expect(details[0]).toMatch(/^line 2, column \d+: /);
      expect(details[0]).toMatch(reason);
      expect(await stored(name, CORE)).toEqual([1]);
    });

    it.each([
      { of: 'nine minutes from now', time: () => `${Date.now() + 9 * 60_000}000000` },
      { of: 'years ago', time: () => `${Date.UTC(2010, 0)}000000` },
    ])('of $of are taken', async ({ time }) => {
      const body = `${uniqueName()},site=${CORE} value=2 ${time()}`;
      expect((await write({ token: tokens.telegraf, body })).status).toBe(204);
    });
  });

  it('a revoked token ends with the next request, and only that one', async () => {
    const made = (await token('short-lived', '--write')).stdout.trim();
    const body = line(uniqueName(), `,site=${CORE}`, 1);
    expect((await write({ token: made, body })).status).toBe(204);
    const ended = await token('short-lived', '--write', '--revoke');
    expect([ended.code, ended.stderr.trim()]).toEqual([0, 'The token of short-lived has ended.']);
    expect((await write({ token: made, body })).status).toBe(401);
    expect((await write({ token: tokens.telegraf, body })).status).toBe(204);
    expect((await token('short-lived', '--write', '--revoke')).code).toBe(1);
  });

  it.each([
    { args: ['x', '--write', '--viewer'], says: 'a token is of one kind; choose one of --viewer, --write' },
    { args: ['x', '--viewer', '--site', SITE], says: '--site goes with --write' },
    { args: ['x', '--write', '--site', 'nowhere'], says: 'there is no site "nowhere"' },
    { args: ['nobody'], says: 'there is no agent or site "nobody"' },
  ])('the command refuses $args', async ({ args, says }) => {
    const { code, stderr } = await token(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
});
