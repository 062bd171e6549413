/** The program at one end of a pipe. */
import { expect, it } from 'vitest';
import { canhmangSpec, needsBuild } from '../setup/canhmang.ts';
import { describeWith } from '../setup/needs.ts';
import { run } from '../setup/program.ts';

describeWith([needsBuild()], 'a pipe that is closed', () => {
  it('ends the program like any other end', async () => {
    const { command, args } = canhmangSpec(['probe', 'host', '--every', '200ms']);
    const program = [command, ...args].map((word) => `'${word}'`).join(' ');
    const { code, stdout, stderr } = await run({ command: 'sh', args: ['-c', `${program} | head -n 1`] });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[a-z_]+,/);
  });

  it('ends the help like any other end', async () => {
    const { command, args } = canhmangSpec(['diag', 'snmp', '--help']);
    const program = [command, ...args].map((word) => `'${word}'`).join(' ');
    expect(await run({ command: 'sh', args: ['-c', `${program} | true`] })).toMatchObject({ stderr: '' });
  });
});
