import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startProbe } from '../../agent/probes/registry.ts';
import type { Timers } from '../../agent/scheduler.ts';
import { Scheduler } from '../../agent/scheduler.ts';
import type { Point } from '../../model/point.ts';
import { numericField } from '../../model/point.ts';
import { probeJobSchema } from '../../model/probe-settings.ts';
import { canhmang, needsBuild } from '../setup/canhmang.ts';
import type { Endpoint } from '../setup/loopback.ts';
import { loopbackEndpoint, written } from '../setup/loopback.ts';
import { memoryLogger } from '../setup/memory-logger.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { Program, run } from '../setup/program.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { folderOfTest, makeFolder } from '../setup/temporary-folder.ts';

type Kind = 'tcp' | 'http' | 'dns' | 'sip' | 'h323';
type Settings = Record<string, unknown>;

const PERIOD_MS = 30_000;
/** One round, at once. */
function onceAtOnce(): Timers {
  let started = false;
  return {
    monotonicMs: () => 0,
    after: (_, work) => {
      if (!started) setImmediate(work);
      started = true;
      return () => {};
    },
  };
}
/** For targets that never answer. */
const SHORT = { timeout: '300ms' };

/** Starts a probe as an agent does. */
async function start(kind: Kind, target: string, settings: Settings = {}) {
  const tags = { site: 'a', room: 'r' };
  const job = probeJobSchema.parse({
    id: `${kind}:1`,
    kind,
    target,
    periodMs: PERIOD_MS,
    role: 'room',
    tags,
    settings,
  });
  const { logger, logged } = memoryLogger();
  let emit: (points: Point[]) => void = () => {};
  const measured = new Promise<Point[]>((resolve) => {
    emit = resolve;
  });
  const probe = await startProbe(job, {
    scheduler: new Scheduler(onceAtOnce()),
    logger,
    now: Date.now,
    emit,
  });
  onTestFinished(() => probe.stop());
  return { measured, probe, logged };
}

/** What a probe emits in its first round. */
async function measure(kind: Kind, target: string, settings?: Settings): Promise<Point[]> {
  const { measured } = await start(kind, target, settings);
  return measured;
}

async function measureOne(kind: Kind, target: string, settings?: Settings): Promise<Point> {
  const points = await measure(kind, target, settings);
  expect(points).toHaveLength(1);
  return points[0]!;
}

/** A server on a port of its own until the test has finished. */
async function listening(server: Server, host = '127.0.0.1'): Promise<Endpoint> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as { port: number };
  return { host, port };
}

/** A UDP server; `answer` says what goes back to each datagram. */
async function datagramServer(answer: (message: Buffer, count: number) => string[]): Promise<Endpoint> {
  const socket = createSocket('udp4');
  let count = 0;
  socket.on('message', (message, from) => {
    for (const text of answer(message, ++count)) socket.send(text, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return { host: '127.0.0.1', port: socket.address().port };
}

/** Accepts, and says this to everybody. */
const greeter = (greeting: string) =>
  listening(
    createServer((socket) => {
      socket.on('error', () => {}).write(greeting);
    }),
  );
const mute = () => listening(createServer((socket) => void socket.resume()));

/** Keys and certificates that OpenSSL makes, once for all tests. */
let folder: TemporaryFolder | undefined;
const file = (name: string) => join(folder?.path ?? '', name);
const identity = (name: string) => ({
  key: readFileSync(file('key.pem')),
  cert: readFileSync(file(`${name}.pem`)),
});

async function openssl(...args: string[]): Promise<void> {
  const { code, stderr } = await run({ command: 'openssl', args });
  if (code !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`);
}

async function makeCertificates(): Promise<void> {
  folder = await makeFolder();
  const [key, ca, caKey, request, extensions] = ['key.pem', 'ca.pem', 'ca-key.pem', 'request.pem', 'ext'].map(
    file,
  );
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    caKey!,
    '-out',
    ca!,
    '-subj',
    '/CN=Private CA',
    '-days',
    '30',
  );
  await openssl('req', ...newKey, '-keyout', key!, '-out', request!, '-subj', '/C=VN/O=UBND/CN=portal.test');
  await writeFile(extensions!, 'subjectAltName=DNS:portal.test,IP:127.0.0.1\n');
  const sign = (name: string, days: string) =>
    openssl(
      ...['x509', '-req', '-in', request!, '-CA', ca!, '-CAkey', caKey!, '-CAcreateserial'],
      ...['-days', days, '-extfile', extensions!, '-out', file(name)],
    );
  await sign('valid.pem', '10');
  await sign('expired.pem', '-1');
  const subject = ['-subj', '/CN=codec', '-days', '10'];
  await openssl('req', '-x509', '-key', key!, '-out', file('self-signed.pem'), ...subject);
}

describe('tcp', () => {
  it('a server that greets as expected', async () => {
    const { host, port } = await greeter('220 mail.test ESMTP\r\n');
    const point = await measureOne('tcp', host, { port, expect: 'ESMTP' });
    expect(point.measurement).toBe('net_response');
    expect(point.tags).toEqual({
      site: 'a',
      room: 'r',
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
});

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
      room: 'r',
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
});

describeWith(needs('openssl'), 'certificates', () => {
  beforeAll(makeCertificates);
  afterAll(() => folder?.remove());

  const secureWeb = (name: string) =>
    listening(createHttpsServer(identity(name), (_, response) => void response.end('ok')));

  it.each([
    { name: 'valid', settings: {}, problem: undefined },
    { name: 'valid', settings: { server_name: 'portal.test' }, problem: undefined },
    { name: 'valid', settings: { server_name: 'other.test' }, problem: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    { name: 'expired', settings: {}, problem: 'CERT_HAS_EXPIRED' },
    { name: 'self-signed', settings: {}, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  ])('$name with $settings: $problem', async ({ name, settings, problem }) => {
    const { host, port } = await secureWeb(name);
    const points = await measure('http', host, {
      scheme: 'https',
      port,
      ca_file: file('ca.pem'),
      ...settings,
    });
    expect(points.map(({ measurement }) => measurement)).toEqual(['http_response', 'x509_cert']);
    const [response, certificate] = points;
    expect(response?.tags).toMatchObject({ result: 'success', status_code: '200' });
    expect(certificate?.tags).toMatchObject({
      site: 'a',
      source: `https://${host}:${port}`,
      common_name: name === 'self-signed' ? 'codec' : 'portal.test',
      issuer_common_name: name === 'self-signed' ? 'codec' : 'Private CA',
      verification: problem === undefined ? 'valid' : 'invalid',
    });
    expect(certificate?.fields.verification_code).toBe(problem === undefined ? 0n : 1n);
    expect(certificate?.fields.verification_error).toBe(problem);
    const expiry = numericField(certificate!, 'expiry') ?? 0;
    if (name === 'expired') expect(expiry).toBeLessThan(0);
    else expect(expiry / 86_400).toBeCloseTo(10, 1);
  });

  it('of a private authority are of nobody where it is not named', async () => {
    const { host, port } = await secureWeb('valid');
    const [, certificate] = await measure('http', `https://${host}:${port}/`);
    expect(certificate?.tags).toMatchObject({ verification: 'invalid', san: 'portal.test,127.0.0.1' });
  });

  it('are measured also where no answer follows', async () => {
    const { host, port } = await listening(
      createTlsServer(identity('expired'), (socket) => void socket.resume()),
    );
    const [response, certificate] = await measure('http', `https://${host}:${port}/`, { timeout: '1s' });
    expect(response?.tags.result).toBe('timeout');
    expect(certificate?.fields.verification_error).toBeTypeOf('string');
  });

  it('of any TLS service', async () => {
    const server = createTlsServer(identity('valid'), (socket) => void socket.end('ready'));
    const { host, port } = await listening(server);
    const settings = { port, tls: true, expect: 'ready', ca_file: file('ca.pem') };
    const [response, certificate] = await measure('tcp', host, settings);
    expect(response?.tags.result).toBe('success');
    expect(certificate?.fields.verification_code).toBe(0n);
  });

  it('SIP over TLS', async () => {
    const server = createTlsServer(identity('self-signed'), (socket) => {
      socket.on('error', () => {});
      socket.on('data', (request) => void socket.write(sipAnswer(request.toString(), '200 OK')));
    });
    const { host, port } = await listening(server);
    const point = await measureOne('sip', host, { transport: 'tls', port });
    expect(point.fields).toMatchObject({ reachable: true, status_code: 200n });
  });
});

describeWith(needs('dnsmasq-base'), 'dns', () => {
  let dnsmasq: Program | undefined;
  const { host, port } = loopbackEndpoint();

  beforeAll(async () => {
    const args = ['-k', '--conf-file=/dev/null', '--pid-file=', `--user=${process.env.USER || 'root'}`];
    args.push(`--listen-address=${host}`, `--port=${port}`, '--bind-interfaces', '--log-facility=-');
    args.push('--no-resolv', '--no-hosts', '--local=/test/', '--host-record=here.test,10.1.2.3');
    dnsmasq = new Program({ command: 'dnsmasq', args });
    await dnsmasq.waitForLine(/started, version/);
  });
  afterAll(() => dnsmasq?.stop());

  it.each([
    ['here.test', 'A', 'success', 'NOERROR', { rcode_value: 0n, answers: 1n, result_code: 0n }],
    ['HERE.test.', 'AAAA', 'success', 'NOERROR', { rcode_value: 0n, answers: 0n, result_code: 0n }],
    ['gone.test', 'A', 'error', 'NXDOMAIN', { rcode_value: 3n, result_code: 2n }],
    ['elsewhere.vn', 'MX', 'error', 'REFUSED', { rcode_value: 5n, result_code: 2n }],
    ['.', 'NS', 'error', 'REFUSED', { rcode_value: 5n, result_code: 2n }],
  ])('%s %s', async (domain, recordType, result, rcode, fields) => {
    const point = await measureOne('dns', host, { port, domain, record_type: recordType });
    expect(point.measurement).toBe('dns_query');
    expect(point.tags).toMatchObject({ server: host, domain, record_type: recordType, result, rcode });
    expect(point.fields).toMatchObject(fields);
    expect(point.fields.query_time_ms).toBeGreaterThan(0);
  });
});

describe('dns that does not answer', () => {
  it.each([
    { name: 'a mute server', open: () => datagramServer(() => []), result: 'timeout', code: 1n },
    { name: 'nonsense', open: () => datagramServer(() => ['', 'nonsense']), result: 'timeout', code: 1n },
    { name: 'nobody there', open: async () => loopbackEndpoint(), result: 'error', code: 2n },
  ])('$name', async ({ open, result, code }) => {
    const { host, port } = await open();
    const point = await measureOne('dns', host, { ...SHORT, port });
    expect(point.tags.result).toBe(result);
    expect(point.fields).toEqual({ result_code: code });
  });
});

/** What a device answers: the request's own Via, From, To, Call-ID and CSeq (RFC 3261 section 8.2.6.2). */
function sipAnswer(
  request: string,
  status: string,
  change: (head: string) => string = (head) => head,
): string {
  const copied = request.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
  return change([`SIP/2.0 ${status}`, ...copied, 'Content-Length: 0', '', ''].join('\r\n'));
}

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
});

/** Q.931 message types that a called device sends. */
const CALL_PROCEEDING = 0x02;
const RELEASE_COMPLETE = 0x5a;
const FACILITY = 0x62;

/** An H.323 device made by hand: answers a SETUP with these messages, and tells what it was sent, up to the end. */
async function h323Device(...types: number[]) {
  const received: Buffer[] = [];
  let end: (wire: Buffer) => void = () => {};
  const heard = new Promise<Buffer>((resolve) => {
    end = resolve;
  });
  const server = createServer((socket) => {
    socket.on('data', (data) => {
      if (received.push(data) > 1) return;
      for (const type of types) {
        const message = Buffer.of(3, 0, 0, 9, 8, 2, (data[6] ?? 0) | 0x80, data[7] ?? 0, type);
        socket.write(message);
      }
    });
    socket.on('close', () => end(Buffer.concat(received)));
  });
  return { endpoint: await listening(server), heard };
}

/** The message types in a stream of TPKT packets. */
function messageTypes(wire: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at < wire.length; at += wire.readUInt16BE(at + 2)) types.push(wire[at + 8] ?? 0);
  return types;
}

describe('h323', () => {
  it('connects and no more, unless told', async () => {
    const { endpoint, heard } = await h323Device(CALL_PROCEEDING);
    const point = await measureOne('h323', written(endpoint));
    expect(point.measurement).toBe('videoconf');
    expect(point.tags).toMatchObject({ room: 'r', protocol: 'h323' });
    expect(point.fields).toMatchObject({ reachable: true, result_type: 'success', h323_answer: 'accepted' });
    expect(point.fields.response_ms).toBeGreaterThan(0);
    expect(await heard).toEqual(Buffer.alloc(0));
  });

  it.each([
    [[CALL_PROCEEDING], 'call_proceeding'],
    [[FACILITY, 0x01], 'alerting'],
    [[0x07], 'connect'],
    [[RELEASE_COMPLETE], 'release_complete'],
  ])('a call that is answered with %o is released at once', async (types, answer) => {
    const { endpoint, heard } = await h323Device(...types);
    const point = await measureOne('h323', written(endpoint), { setup: true });
    expect(point.fields).toMatchObject({ reachable: true, h323_answer: answer });
    expect(messageTypes(await heard)).toEqual([0x05, RELEASE_COMPLETE]);
  });

  it('a call that nobody answers is released too; the connection was accepted', async () => {
    const { endpoint, heard } = await h323Device();
    const point = await measureOne('h323', written(endpoint), { ...SHORT, setup: true });
    expect(point.fields).toMatchObject({ reachable: true, h323_answer: 'accepted' });
    expect(messageTypes(await heard)).toEqual([0x05, RELEASE_COMPLETE]);
  });

  it('a call that is under way when the agent stops is released too', async () => {
    const parts: Buffer[] = [];
    let onCall = () => {};
    let onEnd = () => {};
    const called = new Promise<void>((resolve) => {
      onCall = resolve;
    });
    const ended = new Promise<void>((resolve) => {
      onEnd = resolve;
    });
    const server = createServer((socket) => {
      socket.on('data', (data) => {
        parts.push(data);
        onCall();
      });
      socket.on('close', () => onEnd());
    });
    const endpoint = await listening(server);
    const { probe } = await start('h323', written(endpoint), { timeout: '20s', setup: true });
    await called;
    probe.stop();
    await ended;
    expect(messageTypes(Buffer.concat(parts))).toEqual([0x05, RELEASE_COMPLETE]);
  });

  it('nobody there', async () => {
    const point = await measureOne('h323', written(loopbackEndpoint()));
    expect(point.fields).toEqual({ reachable: false, result_type: 'connection_failed' });
  });
});

describeWith(needsBuild(), 'the probe command', () => {
  it('takes settings', async () => {
    const endpoint = await greeter('220 mail\r\n');
    const args = [
      'probe',
      'tcp',
      written(endpoint),
      '--set',
      'expect="220"',
      '--set',
      'timeout=2s',
      '--once',
    ];
    const { code, stdout } = await canhmang(args);
    expect(stdout).toMatch(/^net_response,port=\d+,protocol=tcp,result=success,/);
    expect(code).toBe(0);
  });

  it.each(['sip', 'h323', 'dns', 'http', 'tcp'])('ends with 3 where nobody answers: %s', async (kind) => {
    const { code, stdout } = await canhmang(['probe', kind, written(loopbackEndpoint()), '--once']);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(3);
  });

  it.each([
    ['a setting that is none', ['sip', '--set', 'color=red'], 'color'],
    ['a value out of range', ['sip', '--set', 'timeout=5h'], 'settings.timeout: 5h is outside the range'],
    ['a value of another type', ['h323', '--set', 'setup=maybe'], 'settings.setup: not a valid value'],
    ['a setting without a value', ['dns', '--set', 'domain'], '--set domain'],
    ['no port', ['tcp'], 'settings.port: this value is missing'],
  ])('refuses %s', async (_, [kind = '', ...args], says) => {
    const { code, stdout, stderr } = await canhmang([
      '--lang',
      'en',
      'probe',
      kind,
      '127.0.0.1',
      ...args,
      '--once',
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
  });
});
