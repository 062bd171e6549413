import { describe, expect, it } from 'vitest';
import { testCommand } from '../../../../cli/remote/arguments.ts';
import { remoteRequestSchema } from '../../../../model/remote-test.ts';

const PLACE = { dataFolder: '/var/lib/canhmang', collectorUrl: 'https://core:8105' };
const command = (test: object, more: object = {}) =>
  testCommand(remoteRequestSchema.parse({ test, ...more }), PLACE);

describe('the command line of a test from afar', () => {
  it('of a live test', () => {
    expect(command({ test: 'ping', host: '10.105.0.1', every: '200ms', count: 3 })).toEqual({
      args: ['diag', 'ping', '--every=200ms', '--count=3', '10.105.0.1', '--lang=vi'],
      env: { NO_COLOR: '1' },
    });
  });

  it('of the guided diagnosis: against what the agent knows', () => {
    const { args } = command({ test: 'guided', hub: '10.105.1.254' }, { format: 'json', language: 'en' });
    expect(args).toEqual([
      ...['diag', '--data=/var/lib/canhmang', '--collector=https://core:8105', '--hub=10.105.1.254'],
      ...['--json', '--lang=en'],
    ]);
  });

  it('has no secret in it: the environment has', () => {
    const credential = {
      ...{ version: '3', user: 'noc', level: 'authPriv' },
      ...{ auth: 'sha256', auth_key: 'auth-secret', priv: 'aes128', priv_key: 'priv-secret' },
    };
    const snmp = { test: 'snmp', action: 'walk', host: '10.105.3.1', oids: ['ifXTable'] };
    const v3 = command({ ...snmp, credential });
    expect(v3.args.join(' ')).not.toContain('secret');
    expect(v3.args).toEqual(expect.arrayContaining(['snmp', '--user=noc', '10.105.3.1', 'walk', 'ifXTable']));
    expect(v3.env).toMatchObject({
      CANHMANG_SNMP_AUTH_KEY: 'auth-secret',
      CANHMANG_SNMP_PRIV_KEY: 'priv-secret',
    });
    const v2 = command({ ...snmp, credential: { version: '2c', community: 'secret' } });
    expect(v2.args.join(' ')).not.toContain('secret');
    expect(v2.env).toMatchObject({ CANHMANG_SNMP_COMMUNITY: 'secret' });
  });

  it.each([
    { why: 'an option in the place of the host', test: { test: 'ping', host: '-f' } },
    { why: 'a blank', test: { test: 'ping', host: 'a b' } },
    { why: 'a newline', test: { test: 'http', host: 'http://a/\nb' } },
    { why: 'another test', test: { test: 'sh', host: 'a' } },
    { why: 'an option of its own', test: { test: 'mtu', host: 'a', data: '/etc' } },
    {
      why: 'an option in the place of an OID',
      test: { test: 'snmp', action: 'get', host: 'a', oids: ['--x'] },
    },
  ])('is not made of $why', ({ test }) => {
    const credential = 'oids' in test ? { credential: { version: '2c' } } : {};
    expect(remoteRequestSchema.safeParse({ test: { ...test, ...credential } }).success).toBe(false);
  });
});
