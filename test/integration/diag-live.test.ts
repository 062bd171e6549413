/** The single tests of `canhmang diag` as people see them: on a terminal (a pty), ended by Ctrl-C; and in a pipe. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeWith, needs } from '../setup/needs.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/canhmang.js', import.meta.url));
/** Gives the command a terminal of its own; what is written to its input is typed there. */
const ON_A_TERMINAL = 'import pty, sys, os; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';

function start(command: string, args: readonly string[]) {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let output = '';
  const seen = (pattern: RegExp) =>
    new Promise<void>((resolve) => {
      const look = () => pattern.test(output) && resolve();
      child.stdout.on('data', look);
      look();
    });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const end = once(child, 'close').then(([code]) => ({ code: Number(code), output }));
  return { child, seen, end };
}

const diag = (...args: string[]) => start(process.execPath, [PROGRAM, 'diag', ...args, '--lang', 'en']);

describeWith(needs('iputils-ping', 'python3-minimal'), 'the single tests', () => {
  it('live on a terminal; Ctrl-C gives the summary', async () => {
    const command = [
      process.execPath,
      PROGRAM,
      'diag',
      'ping',
      '127.0.0.1',
      '--every',
      '200ms',
      '--lang',
      'en',
    ];
    const { child, seen, end } = start('python3', ['-c', ON_A_TERMINAL, ...command]);
    await seen(/3\/3/);
    child.stdin.write('\u0003');
    const { code, output } = await end;
    const lines = output.split('\r\u001b[K');
    expect(lines[3]).toMatch(/^[▁▂▃▄▅▆▇█]{3} {2}[\d.]+ ms {2}3\/3/);
    expect(output).toMatch(/127\.0\.0\.1: \d+ of \d+ answered, 0\.0 % lost/);
    expect(code).toBe(0);
  });

  it('in a pipe: a line a sample, and JSON alone on standard output', async () => {
    const text = await diag('ping', '127.0.0.1', '--every', '200ms', '--count', '2').end;
    expect(text.output).toMatch(/^1 {2}[\d.]+ ms\n2 {2}[\d.]+ ms\n127\.0\.0\.1: 2 of 2/);
    const json = await diag('ping', '127.0.0.1', '--every', '200ms', '--count', '2', '--json').end;
    expect(JSON.parse(json.output)).toMatchObject({ test: 'ping', sent: 2, received: 2, lossPercent: 0 });
  });

  it('exit codes: 3 where nothing answers, 2 for usage', async () => {
    const silent = diag('dns', '127.0.0.1:9', '--every', '200ms', '--count', '1');
    const usage = diag('ping', '127.0.0.1', '--every', '1ms');
    expect((await silent.end).code).toBe(3);
    expect((await usage.end).code).toBe(2);
  });

  it('path and MTU of loopback', async () => {
    const [path, mtu] = [diag('path', '127.0.0.1', '--json'), diag('mtu', '127.0.0.1', '--json')];
    expect(JSON.parse((await path.end).output)).toMatchObject({
      reached: true,
      hops: [{ ttl: 1, address: '127.0.0.1' }],
    });
    expect(JSON.parse((await mtu.end).output)).toMatchObject({ bytes: 1_500, told: false });
  });
});
