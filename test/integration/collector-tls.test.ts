/** The agent's side of TLS: a private authority, a pinned key, and everybody else refused before anything is said. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { CollectorClient } from '../../agent/collector-client.ts';
import type { CollectorTrust } from '../../agent/collector-trust.ts';
import { pinOf } from '../../agent/collector-trust.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { run } from '../setup/program.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

let folder: TemporaryFolder | undefined;
const file = (name: string) => join(folder?.path ?? '', name);
const read = (name: string) => readFileSync(file(name), 'utf8');

async function openssl(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run({ command: 'openssl', args });
  if (code !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`);
  return stdout;
}

async function makeCertificate(name: string): Promise<void> {
  await openssl(
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
    ...['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)],
  );
}

/** A collector with the certificate of a name; it remembers what tokens it was shown. */
async function serverOf(name: string) {
  const tokens: (string | undefined)[] = [];
  const server = createServer(
    { key: read(`${name}.key`), cert: read(`${name}.pem`) },
    (request, response) => {
      tokens.push(request.headers.authorization);
      response.writeHead(204).end();
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const ask = async (trust: CollectorTrust) => {
    const client = new CollectorClient(`https://127.0.0.1:${port}`, 'secret', { trust });
    onTestFinished(() => client.close());
    return (await client.request({ method: 'GET', path: '/' })).status;
  };
  return { ask, tokens };
}

describeWith(needs('openssl'), 'TLS to the collector', () => {
  beforeAll(async () => {
    folder = await makeFolder();
    await makeCertificate('collector');
    await makeCertificate('stranger');
  });
  afterAll(() => folder?.remove());

  it('computes the pin that OpenSSL computes', async () => {
    const publicKey = await openssl('pkey', '-in', file('collector.key'), '-pubout');
    const der = Buffer.from(publicKey.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    const { createHash } = await import('node:crypto');
    expect(pinOf(read('collector.pem'))).toBe(createHash('sha256').update(der).digest('base64'));
  });

  it('believes a private authority', async () => {
    const { ask } = await serverOf('collector');
    expect(await ask({ ca: read('collector.pem') })).toBe(204);
  });

  it('believes a pinned key that nobody has signed, over one connection and over several', async () => {
    const { ask, tokens } = await serverOf('collector');
    const pin = pinOf(read('collector.pem'));
    expect(await Promise.all([1, 2, 3].map(() => ask({ pin })))).toEqual([204, 204, 204]);
    expect(tokens).toEqual(['Token secret', 'Token secret', 'Token secret']);
  });

  it('believes a pinned key of a private authority', async () => {
    const { ask } = await serverOf('collector');
    const certificate = read('collector.pem');
    expect(await ask({ ca: certificate, pin: pinOf(certificate) })).toBe(204);
  });

  it.each<[string, () => CollectorTrust, RegExp]>([
    ['whom nobody vouches for', () => ({}), /self-signed certificate/],
    ['of another authority', () => ({ ca: read('collector.pem') }), /certificate/],
    [
      'with another key',
      () => ({ pin: pinOf(read('collector.pem')) }),
      /another key than the pinned one: sha256/,
    ],
    [
      'with the pinned key but of another authority',
      () => ({ ca: read('collector.pem'), pin: pinOf(read('stranger.pem')) }),
      /certificate/,
    ],
  ])('tells nothing to a server %s', async (_, trust, reason) => {
    const { ask, tokens } = await serverOf('stranger');
    await expect(ask(trust())).rejects.toThrow(reason);
    expect(tokens).toEqual([]);
  });
});
