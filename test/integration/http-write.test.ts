import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningCollector } from '../setup/canhmang.ts';
import { needsBuild, startCollector } from '../setup/canhmang.ts';
import { CORE, writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';
import type { Write } from '../setup/writing.ts';
import { AT_S, post, refusalOf, storedPoints } from '../setup/writing.ts';

const MB = 1024 * 1024;

describeWith(needsBuild(), 'the write endpoints', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let agentToken: string;
  let accessToken: string;

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path, { local: true });
    collector = await startCollector({ config, data: join(folder.path, 'data') });
    agentToken = readFileSync(join(folder.path, 'data/agents/core/token'), 'utf8').trim();
    accessToken = collector.accessToken ?? '';
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  const write = (given: Omit<Write, 'token'>) => post(collector.url, { ...given, token: agentToken });
  const stored = (measurement: string) => storedPoints(collector.url, accessToken, measurement);

  const uniqueName = () => `m${randomUUID().replaceAll('-', '')}`;
  const line = (measurement: string, value: number, time: number | string = `${AT_S}000000000`) =>
    `${measurement},site=${CORE} value=${value} ${time}`;

  const basic = (user: string) => `Basic ${Buffer.from(`${user}:${agentToken}`).toString('base64')}`;
  it.each([
    { form: 'Token', path: '/api/v2/write?org=o&bucket=b', authorization: () => `Token ${agentToken}` },
    { form: 'Bearer', path: '/api/v2/write', authorization: () => `Bearer ${agentToken}` },
    { form: 'the password of Basic', path: '/write?db=telegraf', authorization: () => basic('telegraf') },
    { form: 'the password of Basic, no user', path: '/write', authorization: () => basic('') },
    { form: 'the parameter p', path: () => `/write?u=telegraf&p=${agentToken}`, authorization: undefined },
  ])('take the token as $form', async ({ path, authorization }) => {
    const name = uniqueName();
    const response = await fetch(`${collector.url}${typeof path === 'string' ? path : path()}`, {
      method: 'POST',
      body: line(name, 7),
      headers: authorization ? { authorization: authorization() } : {},
    });
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
    expect(await stored(name)).toEqual([[AT_S * 1_000, 7]]);
  });

  it.each([
    { path: '/api/v2/write?precision=s', time: AT_S },
    { path: '/api/v2/write?precision=ms', time: AT_S * 1_000 },
    { path: '/write?precision=u', time: AT_S * 1_000_000 },
    { path: '/write?precision=n', time: `${AT_S}000000000` },
  ])('read times in the precision of $path', async ({ path, time }) => {
    const name = uniqueName();
    expect((await write({ path, body: line(name, 1, time) })).status).toBe(204);
    expect(await stored(name)).toEqual([[AT_S * 1_000, 1]]);
  });

  it('refuse a precision that does not exist, and store nothing', async () => {
    const name = uniqueName();
    const response = await write({ path: '/write?precision=fortnight', body: line(name, 1) });
    expect(response.status).toBe(400);
    expect((await refusalOf(response)).message).toMatch(/precision/);
    expect(await stored(name)).toEqual([]);
  });

  it.each([
    { type: 'text/plain; charset=utf-8', encoding: 'gzip' },
    { type: 'application/octet-stream', encoding: 'GZIP' },
    { type: undefined, encoding: 'gzip' },
  ])('unpack $encoding of the type $type', async ({ type, encoding }) => {
    const name = uniqueName();
    const packed = gzipSync([1, 2, 3].map((n) => line(name, n, `${AT_S + n}000000000`)).join('\n'));
    const headers = { 'content-encoding': encoding, ...(type ? { 'content-type': type } : {}) };
    expect((await write({ body: new Uint8Array(packed), headers })).status).toBe(204);
    expect((await stored(name)).map(([, value]) => value)).toEqual([1, 2, 3]);
  });

  describe.each([
    { damage: 'cut off', spoil: (packed: Buffer) => packed.subarray(0, packed.length - 12) },
    { damage: 'no gzip at all', spoil: () => Buffer.from('m value=1') },
    { damage: 'wrong in its check sum', spoil: (packed: Buffer) => packed.fill(0, packed.length - 8) },
    { damage: 'empty', spoil: () => Buffer.alloc(0) },
  ])('gzip that is $damage', ({ spoil }) => {
    it.each([
      { from: 'an agent', authorization: () => `Token ${agentToken}`, status: 400 },
      { from: 'nobody', authorization: () => 'Token none', status: 401 },
    ])('from $from is refused, nothing of it is stored', async ({ authorization, status }) => {
      const name = uniqueName();
      const body = new Uint8Array(spoil(gzipSync(line(name, 1))));
      for (const type of ['text/plain', undefined]) {
        const response = await write({
          body,
          headers: {
            'content-encoding': 'gzip',
            authorization: authorization(),
            ...(type ? { 'content-type': type } : {}),
          },
        });
        // Nothing, said to be gzip, is nothing all the same.
        expect(response.status).toBe(body.length === 0 && status === 400 ? response.status : status);
      }
      expect(await stored(name)).toEqual([]);
    });
  });

  it('go on when a client leaves in the middle of its gzip', async () => {
    const { hostname, port } = new URL(collector.url);
    const client = connect(Number(port), hostname);
    await once(client, 'connect');
    const head = ['POST /write HTTP/1.1', 'host: x', `authorization: Token ${agentToken}`];
    const rest = ['content-type: text/plain', 'content-encoding: gzip', 'content-length: 100000', '', ''];
    client.write([...head, ...rest].join('\r\n'));
    client.write(gzipSync(Buffer.alloc(MB, 'a')).subarray(0, 200));
    client.destroy();
    await once(client, 'close');
    const name = uniqueName();
    expect((await write({ body: line(name, 1) })).status).toBe(204);
    expect(await stored(name)).toEqual([[AT_S * 1_000, 1]]);
  });

  it('keep the good lines of a bad batch, and name line and reason of the others', async () => {
    const name = uniqueName();
    const lines = [
      line(name, 1),
      `${name},site=${CORE} value=`,
      line(name, 3, `${AT_S + 3}000000000`),
      'x y=1i2',
    ];
    const response = await write({ body: lines.join('\n') });
    expect(response.status).toBe(400);
    const { code, message, details } = await refusalOf(response);
    expect(code).toBe('partial_write');
    expect(message).toContain('partial write: 2 line(s) stored, 2 refused');
    expect(details).toHaveLength(2);
    expect(details?.[0]).toMatch(/^line 2, column \d+: field value is not valid/);
    expect(details?.[1]).toMatch(/^line 4, column \d+: /);
    expect((await stored(name)).map(([, value]) => value)).toEqual([1, 3]);
  });

  it.each([
    { who: 'nobody', authorization: () => undefined, status: 401 },
    { who: 'a wrong token', authorization: () => `Token ${agentToken}x`, status: 401 },
    { who: 'an empty password', authorization: () => 'Basic dTo=', status: 401 },
    { who: 'an access token', authorization: () => `Token ${accessToken}`, status: 403 },
  ])('refuse $who with $status', async ({ authorization, status }) => {
    const name = uniqueName();
    const given = authorization();
    for (const path of ['/write', '/api/v2/write']) {
      const response = await fetch(`${collector.url}${path}`, {
        method: 'POST',
        body: line(name, 1),
        headers: given ? { authorization: given } : {},
      });
      expect(response.status).toBe(status);
      expect((await refusalOf(response)).code).toMatch(/unauthorized|forbidden/);
    }
    expect(await stored(name)).toEqual([]);
  });

  it('an agent does not read with its token', async () => {
    const response = await fetch(`${collector.url}/api/v1/sites`, {
      headers: { authorization: `Bearer ${agentToken}` },
    });
    expect(response.status).toBe(403);
  });

  /** Largest memory of the collector so far, megabytes. */
  const peakMb = () =>
    Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${collector.program.pid}/status`, 'utf8'))?.[1]) /
    1024;

  it('refuse a small body that unpacks to more than the limit, within bounded memory', async () => {
    const member = gzipSync(Buffer.alloc(16 * MB, 'a'));
    // Members of gzip follow each other (RFC 1952 section 2.2): 2 GB in 2 MB.
    const bomb = new Uint8Array(Buffer.concat(Array.from({ length: 128 }, () => member)));
    expect(bomb.length).toBeLessThan(3 * MB);
    const beforeMb = peakMb();
    const response = await write({ body: bomb, headers: { 'content-encoding': 'gzip' } });
    expect(response.status).toBe(413);
    await response.arrayBuffer();
    // The limit is 32 MB, held as text of one or two octets a character, and once more as it is put together.
    expect(peakMb() - beforeMb).toBeLessThan(300);
    const name = uniqueName();
    expect((await write({ body: line(name, 1) })).status).toBe(204);
  });

  it('refuse a body that is too large as it is', async () => {
    const response = await write({ body: new Uint8Array(33 * MB) }).catch((error: Error) => error);
    // The answer comes before all of the body has been taken; a client that only writes sees the connection end.
    if (response instanceof Response) expect(response.status).toBe(413);
    else expect(String(response.cause)).toMatch(/EPIPE|ECONNRESET|other side closed/);
  });

  it.each(['br', 'deflate', 'gzip, gzip'])('refuse the encoding %s', async (encoding) => {
    const response = await write({ body: line(uniqueName(), 1), headers: { 'content-encoding': encoding } });
    expect(response.status).toBe(415);
    expect((await refusalOf(response)).code).toBe('unknown_encoding');
  });

  it('store a numbered batch once, and say what is there when one overlaps', async () => {
    const name = uniqueName();
    const epoch = randomUUID();
    const send = (first: number, last: number, agent = 'core') =>
      write({
        body: line(name, first, `${AT_S + first}000000000`),
        headers: { 'canhmang-batch': `agent=${agent};epoch=${epoch};first=${first};last=${last}` },
      });
    expect((await send(1, 3)).status).toBe(204);
    expect((await send(1, 3)).status).toBe(204);
    const overlap = await send(2, 5);
    expect(overlap.status).toBe(409);
    expect(overlap.headers.get('canhmang-taken')).toBe('2-3');
    expect((await send(4, 5)).status).toBe(204);
    // The newest come first, what was held back follows.
    expect((await send(9, 9)).status).toBe(204);
    expect((await send(7, 8)).status).toBe(204);
    expect((await send(6, 6, 'other')).status).toBe(403);
    expect((await stored(name)).map(([, value]) => value)).toEqual([1, 4, 7, 9]);
    // Both are one and the same value a second time: the count tells, which the average does not.
    const figures = await (await fetch(`${collector.url}/metrics`)).text();
    expect(figures).toMatch(/^canhmang_ingest_duplicate_batches [1-9]\d*$/m);
  });

  it.each(['', 'agent=core', 'agent=core;epoch=e;first=2;last=1', 'agent=core;epoch=e;first=0;last=1'])(
    'refuse the batch header "%s"',
    async (header) => {
      const response = await write({ body: line(uniqueName(), 1), headers: { 'canhmang-batch': header } });
      expect(response.status).toBe(400);
      expect((await refusalOf(response)).code).toBe('bad_batch');
    },
  );
});
