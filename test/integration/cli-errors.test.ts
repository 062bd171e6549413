import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { canhmang, canhmangSpec, needsBuild, startCollector } from '../setup/canhmang.ts';
import { CORE, SITES_HEADING, writeInstallation } from '../setup/installation.ts';
import { loopbackEndpoint, written } from '../setup/loopback.ts';
import { describeWith } from '../setup/needs.ts';
import { run } from '../setup/program.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

/** Every sentence that the program says, told from a stack trace. */
const STACK_TRACE = /^\s+at .*:\d+:\d+\)?$/m;

/** 1: heading. Each row says what is wrong with it. */
const BROKEN_SITES = `${SITES_HEADING}
${CORE},TTDL,Trung tâm Dữ liệu tỉnh,centre,15,,127.0.0.1,,,,
mu-cang-chai,MCC,UBND huyện Mù Cang Chải,district,137,${CORE},127.0.0.2,,,,
mu-cang-chai,MC2,Trùng mã,district,137,${CORE},127.0.0.3,,,,
tram-tau,TRT,Đơn vị không có,district,999,${CORE},127.0.0.4,,,,
a,AA,Vòng một,commune,137,b,127.0.0.5,,,,
b,BB,Vòng hai,commune,137,a,127.0.0.6,,,,
c,CC,Địa chỉ sai,commune,137,${CORE},127.0.0.300,,,,
d,AA,Trùng tên viết tắt,commune,137,nowhere,127.0.0.8,,,,
`;

/** line:column and the sentence, in both languages. */
const PROBLEMS = [
  {
    at: '4:1',
    vi: 'mã "mu-cang-chai" đã có ở dòng 3',
    en: 'the id "mu-cang-chai" is used in line 3 already',
  },
  { at: '5:39', vi: 'không có đơn vị hành chính mã "999"', en: 'there is no administrative unit "999" on' },
  { at: '6:27', vi: 'tuyến trên đi thành vòng: a → b → a', en: 'upstream goes round in a circle: a → b → a' },
  { at: '7:27', vi: 'tuyến trên đi thành vòng: b → a → b', en: 'upstream goes round in a circle: b → a → b' },
  {
    at: '8:40',
    vi: 'address: "127.0.0.300" không phải là địa chỉ IP hay tên máy hợp lệ',
    en: 'address: "127.0.0.300" is neither an IP address nor a host name',
  },
  { at: '9:3', vi: 'tên viết tắt "AA" đã có ở dòng 6', en: 'the short name "AA" is used in line 6 already' },
  { at: '9:37', vi: 'không có điểm kết nối "nowhere"', en: 'there is no site "nowhere" to be upstream' },
] as const;

interface Installed {
  readonly folder: string;
  readonly config: string;
  readonly data: string;
}

async function installation(): Promise<Installed> {
  const folder = await folderOfTest();
  return { folder, config: await writeInstallation(folder), data: join(folder, 'data') };
}

const collectorArgs = ({ config, data }: Installed, listen = '127.0.0.1:0') => [
  ...['collector', '--config', config, '--data', data, '--listen', listen],
];

describeWith(needsBuild(), 'what the program says when it cannot start', () => {
  it.each([
    { language: 'vi', args: ['--lang', 'vi'], heading: 'Cấu hình có 7 lỗi, chương trình chưa khởi động:' },
    { language: 'vi', args: [], heading: 'Cấu hình có 7 lỗi, chương trình chưa khởi động:' },
    {
      language: 'en',
      args: ['--lang', 'en'],
      heading: 'The configuration has 7 problem(s), nothing was started:',
    },
  ] as const)('all problems of the inventory at once, with their places ($args)', async (testCase) => {
    const { language, args, heading } = testCase;
    const installed = await installation();
    await writeFile(join(installed.folder, 'sites.csv'), BROKEN_SITES);
    // As people run it: from the folder where the files are.
    const spec = canhmangSpec([...args, ...collectorArgs(installed)], { LC_ALL: 'vi_VN.UTF-8' });
    const { code, stdout, stderr } = await run({ ...spec, cwd: installed.folder });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    const [first, ...problems] = stderr.trimEnd().split('\n');
    expect(first).toBe(heading);
    const places = problems.map((problem) => /^ {2}sites\.csv:(\d+:\d+): /.exec(problem)?.[1]);
    expect([...places].sort()).toEqual(PROBLEMS.map(({ at }) => at).sort());
    for (const { at, [language]: sentence } of PROBLEMS) {
      expect(problems.find((problem) => problem.startsWith(`  sites.csv:${at}: `))).toContain(sentence);
    }
    expect(existsSync(installed.data)).toBe(false);
    expect((await readdir(installed.folder)).sort()).toEqual(
      ['canhmang.yaml', 'devices.csv', 'lines.csv', 'sites.csv', 'units.csv'].sort(),
    );
  });

  it('all problems of the configuration file at once', async () => {
    const installed = await installation();
    const yaml = [
      'title: Thử',
      'inventory: { units: units.csv, sites: sites.csv, devices: devices.csv, lines: lines.csv }',
      'agents:',
      '  - { id: core, vantage: core, site: nowhere, sites: all }',
      'states: { silence: 5 minutes }',
      'listne: 127.0.0.1:1',
    ];
    await writeFile(installed.config, yaml.join('\n'));
    const args = ['--lang', 'en', ...collectorArgs(installed)];
    const { code, stderr } = await run({ ...canhmangSpec(args), cwd: installed.folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^ {2}canhmang\.yaml:5:20: states\.silence: "5 minutes" is not a duration/m);
    expect(stderr).toMatch(/^ {2}canhmang\.yaml:\d+:\d+: .*listne/m);
    expect(stderr).not.toMatch(STACK_TRACE);
    expect(existsSync(installed.data)).toBe(false);
  });

  it('a missing inventory file, at the place that names it', async () => {
    const installed = await installation();
    const text = `title: Thử\ninventory:\n  units: units.csv\n  sites: gone.csv\n  devices: devices.csv\n  lines: lines.csv\n`;
    await writeFile(installed.config, text);
    const args = ['--lang', 'en', ...collectorArgs(installed)];
    const { code, stderr } = await run({ ...canhmangSpec(args), cwd: installed.folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(/canhmang\.yaml:4:10: cannot read the file "gone\.csv" \(ENOENT\)/);
  });

  it('a port that is taken, by its number', async () => {
    const endpoint = loopbackEndpoint();
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(endpoint.port, endpoint.host, resolve));
    onTestFinished(() => void taken.close());
    const installed = await installation();
    const { code, stderr } = await canhmang(['--lang', 'vi', ...collectorArgs(installed, written(endpoint))]);
    expect(code).toBe(2);
    expect(stderr).toContain(`cổng ${endpoint.port} trên ${endpoint.host} đã có chương trình khác dùng`);
    expect(stderr).not.toMatch(STACK_TRACE);
  });

  it.each(['8105', '127.0.0.1', '127.0.0.1:70000', '127.0.0.1:http'])('--listen %s', async (listen) => {
    const installed = await installation();
    const { code, stderr } = await canhmang(['--lang', 'en', ...collectorArgs(installed, listen)]);
    expect(code).toBe(2);
    expect(stderr).toContain(`"${listen}" is not ADDRESS:PORT`);
    expect(existsSync(installed.data)).toBe(false);
  });

  it.each(['collector', 'start'])('%s: a data folder below a file', async (command) => {
    const { folder, config } = await installation();
    await writeFile(join(folder, 'file'), '');
    const data = join(folder, 'file', 'data');
    const args = ['--lang', 'en', command, '--config', config, '--data', data, '--listen', '127.0.0.1:0'];
    const { code, stderr } = await canhmang(args);
    expect(code).toBe(2);
    expect(stderr).toContain(`cannot read and write the data folder "${data}" (ENOTDIR)`);
    expect(stderr).not.toMatch(STACK_TRACE);
  });

  it('a data folder that another collector uses; that one goes on', async () => {
    const installed = await installation();
    const first = await startCollector(installed);
    onTestFinished(async () => {
      await first.program.stop();
    });
    const { code, stderr } = await canhmang(['--lang', 'vi', ...collectorArgs(installed)]);
    expect(code).toBe(2);
    expect(stderr).toContain(`thư mục dữ liệu "${installed.data}" đang được một máy thu khác dùng`);
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  });

  it.each([
    {
      name: 'an unknown probe',
      args: ['probe', 'icmp', '127.0.0.1'],
      says: 'there is no probe "icmp"; there are:',
    },
    { name: 'a probe without a target', args: ['probe', 'ping', '--once'], says: 'target' },
    {
      name: 'a missing token file',
      args: ['agent', '--id', 'core', '--token-file', '/nowhere/token'],
      says: 'cannot read the agent\'s token file "/nowhere/token" (ENOENT)',
    },
    { name: 'an agent without a token file', args: ['agent', '--id', 'core'], says: '--token-file' },
    { name: 'an unknown command', args: ['colector'], says: "unknown command 'colector'" },
    { name: 'an unknown option', args: ['status', '--jason'], says: "unknown option '--jason'" },
    { name: 'an unknown language', args: ['--lang', 'fr', 'status'], says: "'fr'" },
  ])('$name', async ({ args, says }) => {
    const cwd = await folderOfTest();
    const withLanguage = args[0] === '--lang' ? args : ['--lang', 'en', ...args];
    const { code, stdout, stderr } = await run({ ...canhmangSpec(withLanguage), cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(STACK_TRACE);
    expect(stdout).toBe('');
    expect(await readdir(cwd)).toEqual([]);
  });

  it('a report without a data folder says that it is not there', async () => {
    const { config } = await installation();
    const args = ['--lang', 'en', 'report', 'scheduled', '--config', config, '--data', '/nowhere/data'];
    const { code, stderr } = await canhmang(args);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('cannot read and write the data folder "/nowhere/data" (ENOENT)'),
    ]);
  });

  it('an agent that the configuration does not have gets no token', async () => {
    const { config, data } = await installation();
    const args = ['--lang', 'en', 'token', 'nobody', '--config', config, '--data', data];
    const { code, stdout, stderr } = await canhmang(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('there is no agent or site "nobody"; the configuration has the agents core');
  });

  it('status without a collector: exit code 3, and where it looked', async () => {
    const url = `http://${written(loopbackEndpoint())}`;
    const { code, stderr } = await canhmang(['--lang', 'vi', 'status', '--url', url]);
    expect(code).toBe(3);
    expect(stderr).toContain(`không kết nối được máy thu tại ${url} (ECONNREFUSED)`);
  });
});
