/** Commands as people see them, on a terminal (a pty) and as data: against one collector, in both languages. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { SITES_HEADING, writeInstallation } from '../setup/installation.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { startSnmpd } from '../setup/snmpd.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/canhmang.js', import.meta.url));
/** Gives the command a terminal of its own, 100 by 20; what is written to its input is typed there. */
const ON_A_TERMINAL = `import pty, sys, os, fcntl, termios, struct
def spawn(argv):
    pid, fd = pty.fork()
    if pid == 0: os.execvp(argv[0], argv)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 20, 100, 0, 0))
    pty._copy(fd)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.exit(spawn(sys.argv[1:]))`;
const ESC = '\u001b';

function onTerminal(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn('python3', ['-c', ON_A_TERMINAL, process.execPath, PROGRAM, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: undefined, ...env },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const seen = (pattern: RegExp) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!pattern.test(output)) return;
        child.stdout.off('data', look);
        resolve();
      };
      child.stdout.on('data', look);
      look();
    });
  const end = once(child, 'close').then(([code]) => ({ code: Number(code), output }));
  return { end, seen, type: (text: string) => child.stdin.write(text) };
}

describeWith([needsBuild(), needs('python3-minimal', 'snmpd')], 'commands on a terminal and as data', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let config: string;
  let files: string[];
  let reader: string[];
  let admin: string[];

  beforeAll(async () => {
    folder = await makeFolder();
    config = await writeInstallation(folder.path);
    const data = join(folder.path, 'data');
    files = ['--config', config, '--data', data];
    collector = await startCollector({ config, data });
    reader = ['--url', collector.url, '--token', collector.accessToken ?? ''];
    admin = [
      '--url',
      collector.url,
      '--token',
      (await canhmang(['token', 'sep', '--admin', ...files])).stdout.trim(),
    ];
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  const listing = () => [
    { args: ['sites', ...reader], heading: 'id,state' },
    { args: ['incidents', 'list', ...reader], heading: 'number,severity' },
    { args: ['maintenance', 'list', ...reader], heading: '' },
    { args: ['status', ...reader], heading: 'state,sites' },
    { args: ['agents', 'list', ...files], heading: 'id,site' },
    { args: ['audit', ...admin], heading: 'at,author' },
    { args: ['doctor', ...files, '--listen', new URL(collector.url).host], heading: 'check,outcome' },
    { args: ['inventory', 'check', ...files.slice(0, 2)], heading: 'file,line' },
  ];

  it('every list is JSON and CSV too, and without a terminal there are no colours', async () => {
    for (const { args, heading } of listing()) {
      const [json, csv, text] = await Promise.all([
        canhmang([...args, '--json']),
        canhmang([...args, '--csv']),
        canhmang([...args, '--lang', 'vi']),
      ]);
      expect(() => JSON.parse(json.stdout), args.join(' ')).not.toThrow();
      expect(csv.stdout.startsWith(heading), `${args.join(' ')}: ${csv.stdout}`).toBe(true);
      expect(text.stdout).not.toContain(ESC);
      expect([json.code, csv.code, text.code], args.join(' ')).toEqual([text.code, text.code, text.code]);
    }
  });

  it('colours on a terminal, none with NO_COLOR', async () => {
    const args = ['status', ...reader, '--lang', 'en'];
    const [coloured, plain] = await Promise.all([
      onTerminal(args).end,
      onTerminal(args, { NO_COLOR: '1' }).end,
    ]);
    expect(coloured.output).toContain(ESC);
    expect(plain.output).not.toContain(ESC);
    expect(plain.output).toContain('? ');
  });

  describe('top', () => {
    it('takes the screen, filters, and gives the screen back', async () => {
      const { end, seen, type } = onTerminal(['top', ...reader, '--lang', 'en']);
      await seen(/Sites \(3\)/);
      type('/tram tau');
      await seen(/Sites \(1\) {2}\/tram tau/);
      type('\r\t');
      await seen(/Open incidents/);
      type('q');
      const { code, output } = await end;
      expect(code).toBe(0);
      expect(output.startsWith(`${ESC}[?1049h${ESC}[?25l`)).toBe(true);
      expect(output.endsWith(`${ESC}[?25h${ESC}[?1049l`)).toBe(true);
    });

    it('is a picture of the moment where there is no terminal', async () => {
      const { stdout, code } = await canhmang(['top', ...reader, '--lang', 'vi', '--filter', 'trạm tấu']);
      expect(code).toBe(0);
      expect(stdout).toMatch(/Điểm kết nối \(1\).*\n.*UBND huyện Trạm Tấu/);
      expect(stdout).not.toContain(ESC);
    });
  });

  describe('init', () => {
    const answers = ['--title', 'Mạng thử', '--unit-name', 'Tỉnh thử', '--unit-code', '15'];

    it('asks on a terminal, and what it writes is valid', async () => {
      const target = join(folder.path, 'asked');
      const { end, seen, type } = onTerminal(['init', target, ...answers, '--lang', 'en']);
      await seen(/Name of the core \[Province data centre\]/);
      type('\r');
      await seen(/IP address of the core/);
      type('10.105.0.1\r');
      await seen(/Language/);
      type('vi\r');
      await seen(/Address and port/);
      type('\r');
      await seen(/Data folder/);
      type('\r');
      await seen(/Mail server/);
      type('\r');
      expect((await end).code).toBe(0);
      const checked = await canhmang(['inventory', 'check', '--config', join(target, 'canhmang.yaml')]);
      expect(checked.code).toBe(0);
    });

    it('overwrites nothing, and names what is missing', async () => {
      const target = join(folder.path, 'quiet');
      const first = ['init', target, '--yes', ...answers, '--core-address', '10.105.0.1'];
      expect((await canhmang(first)).code).toBe(0);
      await writeFile(join(target, 'sites.csv'), 'mine');
      expect(await canhmang([...first, '--lang', 'en'])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('--force'),
      });
      expect(await readFile(join(target, 'sites.csv'), 'utf8')).toBe('mine');
      expect((await canhmang([...first, '--force'])).code).toBe(0);
      expect(await readFile(join(target, 'sites.csv.bak'), 'utf8')).toBe('mine');
      const missing = await canhmang(['init', join(folder.path, 'none'), '--yes', '--lang', 'en']);
      expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('--title, --unit-name') });
    });
  });

  it('inventory: shown before it is taken, and not taken where a row is wrong', async () => {
    const target = join(folder.path, 'imported');
    const usual = ['--title', 'x', '--unit-name', 'y', '--unit-code', '15', '--core-address', '10.0.0.1'];
    await canhmang(['init', target, '--yes', ...usual]);
    const other = join(folder.path, 'other');
    await mkdir(other);
    const row = 'trung-tam,TT,Tên mới,centre,15,,10.0.0.1,,,,';
    await writeFile(join(other, 'sites.csv'), `${SITES_HEADING}\n${row}\n`);
    const words = ['--config', join(target, 'canhmang.yaml'), '--lang', 'en'];
    const sites = () => readFile(join(target, 'sites.csv'), 'utf8');
    const shown = await canhmang(['inventory', 'import', other, ...words]);
    expect(shown.stdout).toMatch(
      /Sites: 0 added, 0 removed, 1 changed\n {2}~ trung-tam .*\n {6}name: .* → Tên mới/,
    );
    expect(await sites()).not.toContain('Tên mới');
    expect((await canhmang(['inventory', 'diff', other, ...words])).code).toBe(1);
    expect((await canhmang(['inventory', 'import', other, '--yes', ...words])).code).toBe(0);
    expect(await sites()).toContain('Tên mới');
    await writeFile(
      join(other, 'sites.csv'),
      `${SITES_HEADING}\n${row}\na,AB,A,centre,15,nowhere,10.0.0.2,,,,\n`,
    );
    const wrong = await canhmang(['inventory', 'import', other, '--yes', ...words]);
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toMatch(/sites\.csv:3:18: .*nowhere/);
    expect(await sites()).not.toContain('nowhere');
  });

  it('doctor names what is wrong and what to do next', async () => {
    const broken = join(folder.path, 'broken.yaml');
    const store = 'store: { kind: influxdb1, url: "http://127.9.9.9:8086" }\n';
    await writeFile(broken, `${await readFile(config, 'utf8')}${store}`);
    const words = ['doctor', '--config', broken, '--data', join(folder.path, 'data')];
    const { stdout, code } = await canhmang([
      ...words,
      '--listen',
      new URL(collector.url).host,
      '--json',
      '--lang',
      'en',
    ]);
    expect(code).toBe(1);
    const checks = JSON.parse(stdout) as { check: string; outcome: string; text: string; next: string }[];
    const of = (name: string) => checks.find(({ check }) => check === name);
    expect(of('store')).toMatchObject({ outcome: 'problem', text: expect.stringContaining('ECONNREFUSED') });
    expect(of('listen')).toMatchObject({ outcome: 'ok' });
    expect(of('agents')?.next).toContain('canhmang agents code');
    await writeFile(broken, 'title: 1\n');
    const refused = await canhmang([...words, '--lang', 'vi']);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/✗ Cấu hình .*broken\.yaml:1:/);
  });

  it('completion for bash knows commands, options and choices', async () => {
    const script = join(folder.path, 'completion.bash');
    await writeFile(script, (await canhmang(['completion', 'bash'])).stdout);
    const complete = async (...words: string[]) => {
      const ask = `source '${script}'; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _canhmang; echo "\${COMPREPLY[*]}"`;
      const bash = spawn('bash', ['-c', ask, 'bash', 'canhmang', ...words]);
      const chunks: string[] = [];
      bash.stdout.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
      await once(bash, 'close');
      return chunks.join('').trim();
    };
    expect(await complete('doc')).toBe('doctor');
    expect(await complete('diag', 'p')).toBe('ping path');
    expect(await complete('diag', 'ping', '--fr')).toBe('--from');
    expect(await complete('sites', '--state', 'd')).toBe('degraded down');
  });

  it('SNMP: values by name, a tree, and what goes over the interfaces', async () => {
    const snmpd = await startSnmpd({ community: 'bi-mat' });
    try {
      const host = `${snmpd.endpoint.host}:${snmpd.endpoint.port}`;
      const snmp = (...words: string[]) =>
        canhmang(['diag', 'snmp', host, ...words, '--lang', 'en'], { CANHMANG_SNMP_COMMUNITY: 'bi-mat' });
      const got = await snmp('get', 'sysName', '1.3.6.1.2.1.1.6.0', 'IF-MIB::ifName.1', 'entPhysicalName.7');
      expect(got.stdout).toBe(
        'sysName.0 = snmpd\nsysLocation.0 = the lab\nifName.1 = lo\nentPhysicalName.7 = (none)\n',
      );
      const walked = await snmp('walk', 'ifTable', '--json');
      expect(JSON.parse(walked.stdout)).toContainEqual({
        oid: '1.3.6.1.2.1.2.2.1.8.1',
        name: 'ifOperStatus.1',
        value: 1,
      });
      const rates = await snmp('rates', '--every', '500ms', '--count', '1', '--json');
      const { rounds } = JSON.parse(rates.stdout) as {
        rounds: { interfaces: { name: string; inBps: number }[] }[];
      };
      expect(rounds[0]?.interfaces.find(({ name }) => name === 'lo')?.inBps).toBeGreaterThanOrEqual(0);
      expect(await snmp('get', 'noSuchName')).toMatchObject({ code: 2 });
      expect(await canhmang(['diag', 'snmp', '127.0.0.1:9', 'get', 'sysName'])).toMatchObject({ code: 3 });
    } finally {
      await snmpd.close();
    }
  });
});
