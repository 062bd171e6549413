import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { numericField } from '../../model/point.ts';
import type { CertificateName, Certificates } from '../setup/certificates.ts';
import { makeCertificates } from '../setup/certificates.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { listening, measure, measureOne } from '../setup/service-probes.ts';
import { sipAnswer } from '../setup/sip-answer.ts';

describeWith(needs('openssl'), 'certificates', () => {
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(() => certificates.remove());

  const secureWeb = (name: CertificateName) =>
    listening(createHttpsServer(certificates.identity(name), (_, response) => void response.end('ok')));

  it.each<{ name: CertificateName; settings: Record<string, unknown>; problem: string | undefined }>([
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
      ca_file: certificates.caFile,
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
      createTlsServer(certificates.identity('expired'), (socket) => void socket.resume()),
    );
    const [response, certificate] = await measure('http', `https://${host}:${port}/`, { timeout: '1s' });
    expect(response?.tags.result).toBe('timeout');
    expect(certificate?.fields.verification_error).toBeTypeOf('string');
  });

  it('of any TLS service', async () => {
    const server = createTlsServer(certificates.identity('valid'), (socket) => void socket.end('ready'));
    const { host, port } = await listening(server);
    const settings = { port, tls: true, expect: 'ready', ca_file: certificates.caFile };
    const [response, certificate] = await measure('tcp', host, settings);
    expect(response?.tags.result).toBe('success');
    expect(certificate?.fields.verification_code).toBe(0n);
  });

  it('SIP over TLS', async () => {
    const server = createTlsServer(certificates.identity('self-signed'), (socket) => {
      socket.on('error', () => {});
      socket.on('data', (request) => void socket.write(sipAnswer(request.toString(), '200 OK')));
    });
    const { host, port } = await listening(server);
    const point = await measureOne('sip', host, { transport: 'tls', port });
    expect(point.fields).toMatchObject({ reachable: true, status_code: 200n });
  });
});
