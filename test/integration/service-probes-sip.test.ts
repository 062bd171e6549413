import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Point } from '../../model/point.ts';
import { loopbackEndpoint, written } from '../setup/loopback.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { Program } from '../setup/program.ts';
import { datagramServer, greeter, listening, measureOne, mute, SHORT } from '../setup/service-probes.ts';
import { sipAnswer } from '../setup/sip-answer.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

const UAS = (status: string) => `<?xml version="1.0" encoding="UTF-8" ?>
<scenario name="options">
  <recv request="OPTIONS"/>
  <send><![CDATA[

SIP/2.0 ${status}
[last_Via:]
[last_From:]
[last_To:];tag=[call_number]
[last_Call-ID:]
[last_CSeq:]
User-Agent: Codec 5000/1.2
Content-Length: 0

]]></send>
</scenario>
`;

describeWith(needs('sip-tester'), 'sip against SIPp', () => {
  it.each([
    { transport: 'udp', mode: 'u1', status: '200 OK', code: 200n },
    { transport: 'udp', mode: 'u1', status: '405 Method Not Allowed', code: 405n },
    { transport: 'tcp', mode: 't1', status: '200 OK', code: 200n },
  ])('$transport: $status', async ({ transport, mode, status, code }) => {
    const { host, port } = loopbackEndpoint();
    const cwd = await folderOfTest();
    await writeFile(join(cwd, 'uas.xml'), UAS(status));
    const args = ['-sf', 'uas.xml', '-i', host, '-p', String(port), '-t', mode, '-nostdin'];
    const sipp = new Program({ command: 'sipp', args, cwd, env: { TERM: 'dumb' } });
    onTestFinished(async () => {
      sipp.kill('SIGKILL');
      await sipp.exit;
    });
    let point: Point;
    // It does not say when it listens; until then the machine refuses at once.
    do point = await measureOne('sip', host, { transport, port });
    while (point.fields.reachable === false);
    expect(point.measurement).toBe('videoconf');
    expect(point.tags).toEqual({ site: 'a', room: 'r', role: 'room', protocol: 'sip', target: host });
    expect(point.fields).toMatchObject({
      reachable: true,
      result_type: 'success',
      status_code: code,
      user_agent: 'Codec 5000/1.2',
    });
    expect(point.fields.response_ms).toBeGreaterThan(0);
  });
});

describe('sip', () => {
  it('asks again when the request was lost, by the same transaction', async () => {
    const requests: string[] = [];
    const { host, port } = await datagramServer((message, count) => {
      requests.push(message.toString());
      return count < 2 ? [] : [sipAnswer(message.toString(), '200 OK')];
    });
    const point = await measureOne('sip', host, { port });
    expect(point.fields.reachable).toBe(true);
    expect(requests).toHaveLength(2);
    expect(requests[1]).toBe(requests[0]);
    // T1 of RFC 3261 section 17.1.2.1 lies between the two.
    expect(point.fields.response_ms).toBeGreaterThanOrEqual(490);
  });

  it('waits for the final answer behind a provisional one', async () => {
    const { host, port } = await datagramServer((message) => [
      sipAnswer(message.toString(), '100 Trying'),
      sipAnswer(message.toString(), '603 Decline'),
    ]);
    const point = await measureOne('sip', host, { port });
    expect(point.fields).toMatchObject({ reachable: true, status_code: 603n });
  });

  it('over a stream too, in pieces', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (request) => {
        const text = request.toString();
        socket.write(`${sipAnswer(text, '100 Trying')}SIP/2.`);
        setImmediate(() => socket.write(sipAnswer(text, '200 OK').slice('SIP/2.'.length)));
      });
    });
    const point = await measureOne('sip', written(await listening(server)), { transport: 'tcp' });
    expect(point.fields).toMatchObject({ reachable: true, status_code: 200n });
  });

  it.each([
    ['another branch', (head: string) => head.replace(/branch=z9hG4bK\w/, 'branch=z9hG4bK.')],
    ['another Call-ID', (head: string) => head.replace(/Call-ID: ./, 'Call-ID: .')],
    ['another CSeq', (head: string) => head.replace('OPTIONS', 'INVITE')],
    ['nonsense', () => 'nonsense'],
  ])('does not take an answer with %s', async (_, change) => {
    const { host, port } = await datagramServer((message) => [
      sipAnswer(message.toString(), '200 OK', change),
    ]);
    const point = await measureOne('sip', host, { ...SHORT, port });
    expect(point.fields).toEqual({ reachable: false, result_type: 'timeout' });
  });

  it.each(['udp', 'tcp', 'tls'])('nobody there: %s', async (transport) => {
    const { host, port } = loopbackEndpoint();
    const point = await measureOne('sip', host, { transport, port });
    expect(point.fields).toEqual({ reachable: false, result_type: 'connection_failed' });
  });

  it('a stream that stays mute', async () => {
    const point = await measureOne('sip', written(await mute()), { ...SHORT, transport: 'tcp' });
    expect(point.fields).toEqual({ reachable: false, result_type: 'timeout' });
  });

  it.each([
    ['that never ends', 'Via: x\r\n'.repeat(1_000), 'connection_failed'],
    ['that comes letter by letter', 'x', 'timeout'],
  ])('an answer %s', async (_, more, result) => {
    const server = createServer((socket) => {
      socket.resume().write('SIP/2.0 200 OK\r\n');
      const timer = setInterval(() => socket.write(more), 10);
      socket.on('error', () => {}).on('close', () => clearInterval(timer));
    });
    const settings = { timeout: '1s', transport: 'tcp' };
    const point = await measureOne('sip', written(await listening(server)), settings);
    expect(point.fields).toEqual({ reachable: false, result_type: result });
  });

  it('a device that speaks no TLS', async () => {
    const settings = { transport: 'tls' };
    const point = await measureOne('sip', written(await greeter('220 mail\r\n')), settings);
    expect(point.fields).toEqual({ reachable: false, result_type: 'connection_failed' });
  });
});
