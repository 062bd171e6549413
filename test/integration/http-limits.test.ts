/** What one client may ask of the collector, and what it holds against everything beyond. */
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { CORE, writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';
import { post, refusalOf } from '../setup/writing.ts';

const MB = 1024 * 1024;
/** More than a batch may have, and more than the system holds between two programs. */
const SENT_BLINDLY_BYTES = 128 * MB;

describeWith(needsBuild(), 'limits', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let agentToken: string;

  const token = async (...args: string[]) => {
    const where = ['--config', join(folder.path, 'canhmang.yaml'), '--data', join(folder.path, 'data')];
    return (await canhmang(['token', ...args, ...where])).stdout.trim();
  };
  const get = (path: string, bearer: string, headers: Record<string, string> = {}) =>
    fetch(`${collector.url}${path}`, { headers: { authorization: `Bearer ${bearer}`, ...headers } });
  const peakMb = () =>
    Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${collector.program.pid}/status`, 'utf8'))?.[1]) /
    1024;

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path, { local: true });
    appendFileSync(config, 'new_series_per_day: 500\n');
    collector = await startCollector({ config, data: join(folder.path, 'data') });
    agentToken = readFileSync(join(folder.path, 'data/agents/core/token'), 'utf8').trim();
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  it('a client with a new tag in every line keeps its first series, and is told of each line beyond', async () => {
    const telegraf = await token('telegraf', '--write');
    const lines = (value: number) =>
      Array.from({ length: 600 }, (_, id) => `requests,id=${id} value=${value}`).join('\n');
    for (const value of [1, 2]) {
      const response = await post(collector.url, { body: lines(value), token: telegraf });
      expect([response.status, response.headers.get('canhmang-refused')]).toEqual([400, '100']);
      expect((await refusalOf(response)).details[0]).toMatch(/^line 501, .*begun its 500 new series/);
    }
    expect((await post(collector.url, { body: 'm value=1', token: agentToken })).status).toBe(204);
  });

  it.each(['with its length', 'in pieces'])(
    'a body of 1 GB, sent %s, is refused without being taken in',
    async (how) => {
      const beforeMb = peakMb();
      const sending = request(`${collector.url}/api/v2/write`, {
        method: 'POST',
        headers: {
          authorization: `Token ${agentToken}`,
          ...(how === 'in pieces' ? {} : { 'content-length': 1_024 * MB }),
        },
      });
      const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
      const piece = Buffer.alloc(MB, 'm value=1\n');
      // The answer comes before all of it has been taken, and then the connection ends.
      const sent = pipeline(Readable.from(Array.from({ length: 1_024 }, () => piece)), sending);
      await sent.catch(() => undefined);
      const [response] = await answered;
      expect(response.statusCode).toBe(413);
      expect(peakMb() - beforeMb).toBeLessThan(250);
      expect((await post(collector.url, { token: agentToken, body: 'm value=1' })).status).toBe(204);
    },
  );

  it('the refusal reaches who looks for it only when all has been sent', async () => {
    const { hostname, port } = new URL(collector.url);
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    socket.pause();
    const head = `POST /api/v2/write HTTP/1.1\r\nHost: c\r\nAuthorization: Token ${agentToken}\r\n`;
    const body = Buffer.alloc(SENT_BLINDLY_BYTES, 'm value=1\n');
    socket.write(`${head}Content-Length: ${body.length}\r\n\r\n`);
    await new Promise<void>((resolve, reject) =>
      socket.write(body, (error) => (error ? reject(error) : resolve())),
    );
    const answered: Promise<Buffer[]> = once(socket, 'data');
    socket.resume();
    const [answer] = await answered;
    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('bombs from many at once are refused within bounded memory', async () => {
    const member = gzipSync(Buffer.alloc(16 * MB, 'a'));
    const bomb = new Uint8Array(Buffer.concat(Array.from({ length: 8 }, () => member)));
    const beforeMb = peakMb();
    const headers = { 'content-encoding': 'gzip' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(collector.url, { token: agentToken, body: bomb, headers })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(413));
    for (const answer of answers) expect((await refusalOf(answer)).code).toBe('too_large');
    expect(peakMb() - beforeMb).toBeLessThan(400);
  });

  it('a packed body of nothing but bad lines is answered soon, within bounded memory', async () => {
    // 32 MB, 16 million lines: each was kept as an error of its own.
    const body = new Uint8Array(gzipSync(Buffer.alloc(32 * MB, 'x\n')));
    expect(body.length).toBeLessThan(0.1 * MB);
    const beforeMb = peakMb();
    const answer = await post(collector.url, {
      ...{ token: agentToken, body, headers: { 'content-encoding': 'gzip' } },
    });
    expect(answer.status).toBe(400);
    expect((await refusalOf(answer)).code).toBe('partial_write');
    expect(peakMb() - beforeMb).toBeLessThan(200);
  });

  it('a client in a loop is told when to come back, and nobody else waits for it', async () => {
    const looping = await token('looping', '--write');
    const keepAlive = new Agent({ keepAlive: true, maxSockets: 20 });
    onTestFinished(() => keepAlive.destroy());
    const statuses = new Map<number, number>();
    let retryAfter: string | undefined;
    const writeOnce = () =>
      new Promise<void>((resolve, reject) => {
        const sending = request(
          `${collector.url}/write`,
          { method: 'POST', agent: keepAlive, headers: { authorization: `Token ${looping}` } },
          (response) => {
            statuses.set(response.statusCode ?? 0, (statuses.get(response.statusCode ?? 0) ?? 0) + 1);
            retryAfter = response.headers['retry-after'] ?? retryAfter;
            response.resume().on('end', resolve);
          },
        );
        sending.on('error', reject);
        sending.end();
      });
    for (let round = 0; round < 60 && !statuses.has(429); round++)
      await Promise.all(Array.from({ length: 100 }, writeOnce));
    expect([...statuses.keys()].sort()).toEqual([204, 429]);
    expect(statuses.get(204)).toBeGreaterThanOrEqual(2_000);
    expect(Number(retryAfter)).toBeGreaterThanOrEqual(1);
    expect((await post(collector.url, { token: agentToken, body: 'm value=1' })).status).toBe(204);
  });

  it('who has no valid token is asked for patience, and who has one is not', async () => {
    const from = { 'x-forwarded-for': '198.51.100.9' };
    const statuses: number[] = [];
    for (let number = 0; number < 70; number++)
      statuses.push((await get('/api/v1/sites', 'wrong', from)).status);
    expect(statuses.slice(0, 60)).toEqual(Array(60).fill(401));
    expect(statuses.at(-1)).toBe(429);
    expect((await get('/api/v1/sites', collector.accessToken ?? '', from)).status).toBe(200);
    const session = await fetch(`${collector.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...from },
      body: JSON.stringify({ token: 'wrong' }),
    });
    expect(session.status).toBe(429);
    expect((await get('/api/v1/sites', 'wrong')).status).toBe(401);
  });

  describe('methods', () => {
    it.each([
      { method: 'GET', path: '/write', allow: 'POST' },
      { method: 'DELETE', path: '/api/v2/write', allow: 'POST' },
      { method: 'PUT', path: `/api/v1/sites/${CORE}`, allow: 'HEAD, GET' },
      { method: 'PATCH', path: '/query', allow: 'HEAD, GET, POST' },
    ])('$method $path is answered with those that there are', async ({ method, path, allow }) => {
      const response = await fetch(`${collector.url}${path}`, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
      expect((await refusalOf(response)).code).toBe('wrong_method');
    });

    it.each(['/ping', '/healthz', '/readyz', '/health'])(
      'HEAD %s is answered without a body',
      async (path) => {
        const response = await fetch(`${collector.url}${path}`, { method: 'HEAD' });
        expect([response.ok, await response.text()]).toEqual([true, '']);
      },
    );
  });

  it('so many listen to events from one address, and more when some have gone', async () => {
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    // Held on to: what nobody holds is collected as rubbish, and its stream is cancelled then.
    const held = new Set<Response>();
    onTestFinished(() => held.clear());
    const listen = async (from: string, signal = stop.signal) => {
      const response = await fetch(`${collector.url}/api/v1/events`, {
        headers: { authorization: `Bearer ${collector.accessToken}`, 'x-forwarded-for': from },
        signal,
      });
      held.add(response);
      return response;
    };
    const first = new AbortController();
    expect((await listen('198.51.100.1', first.signal)).status).toBe(200);
    const more = await Promise.all(Array.from({ length: 99 }, () => listen('198.51.100.1')));
    expect(more.every(({ status }) => status === 200)).toBe(true);
    const refused = await listen('198.51.100.1');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
    expect((await listen('198.51.100.2')).status).toBe(200);
    first.abort();
    await expect.poll(async () => (await listen('198.51.100.1')).status, { timeout: 15_000 }).toBe(200);
  });

  it('a token that ends takes what it listens to with it', async () => {
    const reader = await token('wall', '--viewer');
    const response = await get('/api/v1/events', reader);
    expect(response.status).toBe(200);
    const ended = response.text().catch(() => 'broken off');
    await token('wall', '--viewer', '--revoke');
    await ended;
    expect((await get('/api/v1/sites', reader)).status).toBe(401);
  });
});
