import { expect, it } from 'vitest';
import { canhmang, needsBuild } from '../setup/canhmang.ts';
import { loopbackEndpoint, written } from '../setup/loopback.ts';
import { describeWith } from '../setup/needs.ts';
import { greeter } from '../setup/service-probes.ts';

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
