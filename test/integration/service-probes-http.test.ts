import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { loopbackEndpoint, written } from '../setup/loopback.ts';
import { greeter, listening, measure, measureOne, mute, OF_A_ROOM, SHORT } from '../setup/service-probes.ts';

describe('http', () => {
  /** Answers by path. */
  const web = () =>
    listening(
      createHttpServer((request, response) => {
        if (request.url === '/moved') response.writeHead(302, { location: '/status' }).end();
        else if (request.url === '/round') response.writeHead(302, { location: '/round' }).end();
        else if (request.url === '/long') response.setHeader('content-length', 5_000).end('x'.repeat(5_000));
        else if (request.url === '/broken') response.writeHead(503).end('{"status":"down"}');
        else response.end('{"status":"ok"}');
      }),
    );

  it('GET', async () => {
    const endpoint = await web();
    const settings = { path: '/status', expect_status: [200], expect_body: '"ok"' };
    const point = await measureOne('http', written(endpoint), settings);
    expect(point.measurement).toBe('http_response');
    expect(point.tags).toEqual({
      site: 'a',
      device: 'd',
      role: 'room',
      server: `http://${written(endpoint)}/status`,
      method: 'GET',
      status_code: '200',
      result: 'success',
    });
    expect(point.fields).toMatchObject({
      http_response_code: 200n,
      content_length: 15n,
      response_string_match: 1n,
      response_status_code_match: 1n,
      result_code: 0n,
      result_type: 'success',
    });
    expect(point.fields.response_time).toBeGreaterThan(0);
  });

  it('HEAD', async () => {
    const point = await measureOne('http', written(await web()), { method: 'HEAD', path: '/long' });
    expect(point.tags).toMatchObject({ method: 'HEAD', result: 'success' });
    expect(point.fields.content_length).toBe(5_000n);
  });

  it.each([
    ['/broken', { expect_status: [200] }, '503', 'response_status_code_mismatch', 6n],
    ['/broken', { expect_body: '"ok"' }, '503', 'response_string_mismatch', 1n],
    ['/broken', {}, '503', 'success', 0n],
    ['/long', { max_body_bytes: 1_024 }, '200', 'body_read_error', 2n],
    ['/moved', {}, '302', 'success', 0n],
    ['/moved', { follow_redirects: 1, expect_body: '"ok"' }, '200', 'success', 0n],
    ['/round', { follow_redirects: 3 }, '302', 'success', 0n],
  ])('%s with %o', async (path, settings, status, result, code) => {
    const point = await measureOne('http', written(await web()), { path, ...settings });
    expect(point.tags).toMatchObject({ status_code: status, result });
    expect(point.fields.result_code).toBe(code);
  });

  it('reads no more of a body than it may', async () => {
    const point = await measureOne('http', written(await web()), { path: '/long', max_body_bytes: 1_024 });
    expect(point.fields.content_length).toBe(1_024n);
  });

  it.each([
    { name: 'nobody there', open: async () => loopbackEndpoint(), result: 'connection_failed', code: 3n },
    { name: 'no answer', open: mute, result: 'timeout', code: 4n },
    {
      name: 'an answer in another language',
      open: () => greeter('220 mail\r\n'),
      result: 'connection_failed',
      code: 3n,
    },
  ])('$name', async ({ open, result, code }) => {
    const point = await measureOne('http', written(await open()), SHORT);
    expect(point.tags.result).toBe(result);
    expect(point.fields).toEqual({ result_code: code, result_type: result });
  });

  it('a body that never ends', async () => {
    const server = createHttpServer((_, response) => void response.write('{'));
    const point = await measureOne('http', written(await listening(server)), SHORT);
    expect(point.tags).toMatchObject({ status_code: '200', result: 'body_read_error' });
  });

  it.each([
    ['header fields that never end', 'HTTP/1.1 200 OK\r\n', 'x: y\r\n', 'connection_failed', 3n],
    ['a header that comes letter by letter', 'HTTP/1.1 200 OK\r\nx: ', 'y', 'timeout', 4n],
  ])('%s', async (name, head, more, result, code) => {
    const server = createServer((socket) => {
      socket.write(head);
      const isSlow = name.includes('letter');
      const timer = setInterval(() => socket.write(isSlow ? more : more.repeat(1_000)), 10);
      socket.on('error', () => {}).on('close', () => clearInterval(timer));
    });
    const point = await measureOne('http', written(await listening(server)), { timeout: '1s' });
    expect(point.fields).toEqual({ result_code: code, result_type: result });
  });

  it('a body without an end is read to the limit and no further', async () => {
    const server = createHttpServer((_, response) => {
      const more = () => {
        while (response.writable && response.write('x'.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    });
    const settings = { max_body_bytes: 50_000, timeout: '10s' };
    const point = await measureOne('http', written(await listening(server)), settings);
    expect(point.tags.result).toBe('body_read_error');
    expect(point.fields.content_length).toBe(50_000n);
  });

  it.each([
    ['/status', '200'],
    ['/broken', '503'],
  ])('of a room also says that its codec is reached: %s', async (path, status) => {
    const [response, reached] = await measure('http', written(await web()), { path }, OF_A_ROOM);
    expect(response?.tags.status_code).toBe(status);
    expect(reached).toMatchObject({
      measurement: 'videoconf',
      tags: { ...OF_A_ROOM, role: 'room', protocol: 'http' },
      fields: { reachable: true, result_type: 'success' },
    });
    expect(reached?.fields.response_ms).toBeGreaterThan(0);
  });

  it('of a room also says that its codec is not reached', async () => {
    const [, missed] = await measure('http', written(await mute()), SHORT, OF_A_ROOM);
    expect(missed?.fields).toEqual({ reachable: false, result_type: 'timeout' });
  });
});
