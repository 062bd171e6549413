/** What browsers are told with every answer: a policy without exceptions for text in a page, and the headers beside it. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canhmang, canhmangSpec, needsBuild } from '../setup/canhmang.ts';
import { describeWith } from '../setup/needs.ts';
import { Program } from '../setup/program.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

const REPORT = `/api/v1/reports/uptime?format=html&period=${new Date().toISOString().slice(0, 7)}`;

describeWith(needsBuild(), 'security headers', () => {
  let folder: TemporaryFolder;
  let program: Program;
  let url: string;
  let agent: string;

  beforeAll(async () => {
    folder = await makeFolder();
    const data = join(folder.path, 'data');
    // Without a configuration it is the demonstration.
    const start = ['collector', '--data', data, '--listen', '127.0.0.1:0', '--lang', 'en'];
    program = new Program(canhmangSpec(start));
    const [, found = ''] = await program.waitForLine(/^Canh Mạng is running: (http:\S+)/);
    url = found;
    agent = (await canhmang(['token', 'tram-tau', '--data', data])).stdout.trim();
  });
  afterAll(async () => {
    await program?.stop();
    await folder.remove();
  });

  /** Answers that go on are not waited for. */
  async function head(path: string, headers: Record<string, string> = {}): Promise<Headers> {
    const end = new AbortController();
    const response = await fetch(`${url}${path}`, { headers, signal: end.signal });
    end.abort();
    return response.headers;
  }

  const policyOf = (headers: Headers) =>
    new Map(
      (headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources] as const;
      }),
    );

  it.each([
    '/',
    '/sites/tram-tau',
    '/favicon.svg',
    '/api/v1/sites',
    '/api/v1/sites/nowhere',
    '/api/v1/events',
    '/api/docs',
    '/ack?t=x',
    REPORT,
    '/no/such/thing.js',
    '/%zz',
  ])('are with %s', async (path) => {
    const headers = await head(path);
    const policy = policyOf(headers);
    expect(Object.fromEntries(policy)).toMatchObject({
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
    });
    for (const sources of policy.values())
      for (const source of sources) expect(source).toMatch(/^'(none|self|nonce-.+|sha256-.+)'$|^data:$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=(), ');
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it('of the page let in styles with a number that is another with every answer', async () => {
    const load = async () => {
      const response = await fetch(url);
      const [, nonce] =
        policyOf(response.headers)
          .get('style-src')
          ?.at(-1)
          ?.match(/^'nonce-(.+)'$/) ?? [];
      return { nonce: nonce ?? '', text: await response.text() };
    };
    const [first, second] = [await load(), await load()];
    expect(first.nonce).toHaveLength(24);
    expect(second.nonce).not.toBe(first.nonce);
    expect(first.text).toContain(`<meta property="csp-nonce" nonce="${first.nonce}">`);
    expect(first.text).not.toMatch(/canhmang-nonce|<style|style=/);
  });

  it.each([REPORT, '/ack?t=x'])('of %s let in the one style that stands in it', async (path) => {
    const response = await fetch(`${url}${path}`);
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(await response.text()) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(style).not.toBe('');
    expect(policyOf(response.headers).get('style-src')).toContain(`'sha256-${hash}'`);
  });

  it('keep browsers to TLS once they came by it', async () => {
    // As a proxy on the same machine says it.
    const headers = await head('/', { 'x-forwarded-proto': 'https' });
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}$/);
  });

  it('are not sent to agents, on whose lines they would be traffic', async () => {
    const headers = await head('/api/v1/agent/config', { authorization: `Bearer ${agent}` });
    expect(headers.get('content-security-policy')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another port of this machine', { origin: 'http://127.0.0.1:9' }, 403],
    ['a page that hides', { origin: 'null' }, 403],
    ['itself', { 'sec-fetch-site': 'same-origin' }, 404],
    ['a program', {}, 404],
  ])('have the open demonstration take no change that %s asks for', async (_, headers, status) => {
    const response = await fetch(`${url}/api/v1/incidents/999/acknowledge`, { method: 'POST', headers });
    expect(response.status).toBe(status);
  });
});
