import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { loopbackEndpoint } from '../setup/loopback.ts';
import {
  greeter,
  listening,
  measure,
  measureOne,
  mute,
  OF_A_ROOM,
  SHORT,
  start,
} from '../setup/service-probes.ts';

describe('tcp', () => {
  it('a server that greets as expected', async () => {
    const { host, port } = await greeter('220 mail.test ESMTP\r\n');
    const point = await measureOne('tcp', host, { port, expect: 'ESMTP' });
    expect(point.measurement).toBe('net_response');
    expect(point.tags).toEqual({
      site: 'a',
      device: 'd',
      role: 'room',
      server: host,
      port: String(port),
      protocol: 'tcp',
      result: 'success',
    });
    expect(point.fields).toMatchObject({ result_code: 0n, result_type: 'success' });
    expect(point.fields.response_time).toBeGreaterThan(0);
  });

  it('sends what it is to send', async () => {
    const server = createServer((socket) => {
      socket.on('data', (data) => socket.end(data.toString().toUpperCase()));
    });
    const { port } = await listening(server);
    const point = await measureOne('tcp', '127.0.0.1', { port, send: 'ping\r\n', expect: 'PING' });
    expect(point.tags.result).toBe('success');
  });

  it('over IPv6', async () => {
    const { port } = await listening(
      createServer(() => {}),
      '::1',
    );
    const point = await measureOne('tcp', `[::1]:${port}`, { port: 1 });
    expect(point.tags).toMatchObject({ server: '::1', port: String(port), result: 'success' });
  });

  it.each([
    { name: 'another greeting', open: () => greeter('554 no\r\n'), result: 'string_mismatch', code: 4n },
    { name: 'no greeting in time', open: mute, result: 'read_failed', code: 3n },
    {
      name: 'more than is read, without the text',
      open: () => greeter(`${'x'.repeat(1_000_000)}ESMTP`),
      result: 'string_mismatch',
      code: 4n,
    },
  ])('$name', async ({ open, result, code }) => {
    const { host, port } = await open();
    const point = await measureOne('tcp', host, { ...SHORT, port, expect: 'ESMTP' });
    expect(point.tags.result).toBe(result);
    expect(point.fields.result_code).toBe(code);
  });

  it('a port where nobody listens', async () => {
    const { host, port } = loopbackEndpoint();
    const point = await measureOne('tcp', host, { port });
    expect(point.fields).toEqual({ result_code: 2n, result_type: 'connection_failed' });
  });

  it('a server that never shakes hands', async () => {
    const { host, port } = await mute();
    const point = await measureOne('tcp', host, { ...SHORT, port, tls: true });
    expect(point.fields).toEqual({ result_code: 1n, result_type: 'timeout' });
  });

  it('a file of authorities that is not there is our fault, not the target’s', async () => {
    const { host, port } = await mute();
    const { logged } = await start('tcp', host, { port, tls: true, ca_file: '/nowhere/ca.pem' });
    await logged(/tcp: cannot be measured/);
  });

  it('a greeting that never ends, and one that comes letter by letter', async () => {
    const endless = await listening(
      createServer((socket) => {
        const more = () => {
          while (socket.writable && socket.write('x'.repeat(1_000)));
        };
        socket.on('error', () => {}).on('drain', more);
        more();
      }),
    );
    const slow = await listening(
      createServer((socket) => {
        const timer = setInterval(() => socket.write('x'), 20);
        socket.on('error', () => {}).on('close', () => clearInterval(timer));
      }),
    );
    for (const { host, port } of [endless, slow]) {
      const point = await measureOne('tcp', host, { ...SHORT, port, expect: 'ESMTP' });
      expect(point.fields).toMatchObject({ result_code: 4n, result_type: 'string_mismatch' });
    }
  });

  it('a service that speaks no TLS', async () => {
    const { host, port } = await greeter('220 mail.test ESMTP\r\n');
    const point = await measureOne('tcp', host, { port, tls: true });
    expect(point.fields).toEqual({ result_code: 2n, result_type: 'connection_failed' });
  });

  it('of a room also says whether its codec is reached', async () => {
    const { host, port } = await mute();
    const [, reached] = await measure('tcp', host, { port }, OF_A_ROOM);
    expect(reached).toMatchObject({
      measurement: 'videoconf',
      tags: { ...OF_A_ROOM, role: 'room', protocol: 'tcp', target: host },
      fields: { reachable: true, result_type: 'success' },
    });
    const nobody = loopbackEndpoint();
    const [, missed] = await measure('tcp', nobody.host, { port: nobody.port }, OF_A_ROOM);
    expect(missed?.fields).toEqual({ reachable: false, result_type: 'connection_failed' });
  });
});
