import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loopbackEndpoint } from '../setup/loopback.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { Program } from '../setup/program.ts';
import { datagramServer, measureOne, SHORT } from '../setup/service-probes.ts';

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
