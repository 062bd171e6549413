/** Other people's programs write to the collector as they write to InfluxDB. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { CORE, writeInstallation } from '../setup/installation.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { run } from '../setup/program.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';
import { AT_S, storedPoints } from '../setup/writing.ts';

describeWith([needsBuild(), needs('curl', 'influxdb-client')], 'clients of InfluxDB', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let token: string;

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path);
    const data = join(folder.path, 'data');
    collector = await startCollector({ config, data });
    const made = await canhmang(['token', 'clients', '--write', '--config', config, '--data', data]);
    token = made.stdout.trim();
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  const stored = (name: string) => storedPoints(collector.url, collector.accessToken ?? '', name);
  const curl = (...args: string[]) => run({ command: 'curl', args: ['-sS', '-i', ...args] });

  it('curl writes as the manual of 1.x has it', async () => {
    const made = await curl(
      '-XPOST',
      `${collector.url}/query?u=me&p=${token}`,
      '--data-urlencode',
      'q=CREATE DATABASE mydb',
    );
    expect(made.stdout).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(made.stdout).toMatch(/\r\nx-influxdb-version: 1\.8/);
    expect(made.stdout).toMatch(/\r\n\r\n\{"results":\[\{"statement_id":0\}\]\}$/);
    const data = [
      '--data-binary',
      `curl_1,site=${CORE} value=1 ${AT_S}\ncurl_1,site=${CORE} value=2 ${AT_S + 1}`,
    ];
    const wrote = await curl(
      '-XPOST',
      '-u',
      `me:${token}`,
      `${collector.url}/write?db=mydb&precision=s`,
      ...data,
    );
    expect(wrote.stdout).toMatch(/^HTTP\/1.1 204 No Content\r\n/);
    expect((await stored('curl_1')).map(([, value]) => value)).toEqual([1, 2]);
  });

  it('curl writes as the manual of 2.x has it, packed and in pieces', async () => {
    const file = join(folder.path, 'lines');
    await writeFile(file, `curl_2,site=${CORE} value=3 ${AT_S}000\n`);
    await run({ command: 'gzip', args: ['-kf', file] });
    const headers = [`Authorization: Token ${token}`, 'Content-Encoding: gzip', 'Transfer-Encoding: chunked'];
    const wrote = await curl(
      ...headers.flatMap((header) => ['-H', header]),
      '--data-binary',
      `@${file}.gz`,
      `${collector.url}/api/v2/write?org=o&bucket=b&precision=ms`,
    );
    expect(wrote.stdout).toMatch(/HTTP\/1.1 204 No Content\r\n/);
    expect(await stored('curl_2')).toEqual([[AT_S * 1_000, 3]]);
  });

  it('InfluxDB’s own shell looks around, makes a database and writes', async () => {
    const { hostname, port } = new URL(collector.url);
    const home = await mkdtemp(join(tmpdir(), 'canhmang-influx-'));
    const influx = (...args: string[]) =>
      run({
        command: 'influx',
        args: ['-host', hostname, '-port', port, '-username', 'me', '-password', token, ...args],
        env: { HOME: home },
      });
    try {
      const shown = await influx('-execute', 'SHOW DATABASES');
      expect([shown.code, shown.stdout]).toEqual([
        0,
        expect.stringMatching(/^name: databases\nname\n----\ncanhmang$/m),
      ]);
      const line = `shell,site=${CORE} value=4 ${AT_S}000000000`;
      const wrote = await influx('-database', 'mydb', '-execute', `INSERT ${line}`);
      expect([wrote.code, wrote.stderr]).toEqual([0, '']);
      const file = join(home, 'import');
      const lines = [
        `shell,site=${CORE} value=5 ${AT_S + 1}`,
        'shell value=',
        `shell,site=${CORE} value=6 ${AT_S + 2}`,
      ];
      await writeFile(
        file,
        `# DDL\nCREATE DATABASE mydb\n# DML\n# CONTEXT-DATABASE: mydb\n${lines.join('\n')}\n`,
      );
      const imported = await influx('-import', '-path', file, '-precision', 's');
      expect(`${imported.stdout}${imported.stderr}`).toMatch(
        /partial write: 2 line\(s\) stored, 1 refused; line \d+, column 13/,
      );
      expect((await stored('shell')).map(([, value]) => value)).toEqual([4, 5, 6]);
      const refused = await influx('-database', 'mydb', '-execute', `INSERT shell value=1 ${AT_S}`);
      expect(refused.stderr + refused.stdout).toContain('before the year 2000');
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});
