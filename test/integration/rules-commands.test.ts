/** `canhmang rules`: a file is checked with places, and tried on what a collector that runs has stored. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';
import { post } from '../setup/writing.ts';

const RULES = `without: [all]
rules:
  - name: slow
    title: { vi: phản hồi chậm, en: slow answers }
    of: site
    metrics: [{ measurement: ping, field: average_response_ms, tags: { role: reach } }]
    levels: [{ severity: major, raise: 100, clear: 50 }]
    hold: { raise: 5s, clear: 5s }
`;
const MINUTE_MS = 60_000;

describeWith(needsBuild(), 'rules on the command line', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let about: string[];

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path);
    const data = join(folder.path, 'data');
    collector = await startCollector({ config, data });
    about = ['--config', config, '--data', data, '--url', collector.url];
    const writer = await canhmang(['token', 'core', '--config', config, '--data', data]);
    // Ten minutes, of which the middle three are slow.
    const startMs = Date.now() - 10 * MINUTE_MS;
    const lines = Array.from({ length: 60 }, (_, round) => {
      const rttMs = round >= 24 && round < 42 ? 240 : 9;
      const fields = `packets_transmitted=5i,packets_received=5i,average_response_ms=${rttMs}`;
      return `ping,site=tram-tau,agent=core,role=reach ${fields} ${startMs + round * 10_000}000000`;
    });
    const { status } = await post(collector.url, { token: writer.stdout.trim(), body: lines.join('\n') });
    expect(status).toBe(204);
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  async function file(text: string): Promise<string> {
    const path = join(folder.path, 'rules.yaml');
    await writeFile(path, text);
    return path;
  }

  it('are tried on what is stored, while the collector runs', async () => {
    const path = await file(RULES);
    const tried = await canhmang(['rules', 'test', path, '--since', '1h', '--lang', 'vi', ...about]);
    expect(tried).toMatchObject({ code: 0 });
    const [, row = ''] = tried.stdout.trimEnd().split('\n');
    expect(row).toMatch(
      /^\d\d:\d\d:\d\d \d\d\/\d\d\/\d{4} +3m +nghiêm trọng +slow +site:tram-tau +phản hồi chậm/,
    );
    expect(tried.stderr).toContain('1 cảnh báo sẽ phát ra');

    const json = await canhmang([
      'rules',
      'test',
      path,
      '--since',
      '1h',
      '--format',
      'json',
      '--check',
      ...about,
    ]);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject([
      { severity: 'major', rule: 'slow', subject: 'site:tram-tau', dataStopped: false },
    ]);
    const elsewhere = await canhmang(['rules', 'test', path, '--check', '--site', 'mu-cang-chai', ...about]);
    expect(elsewhere).toMatchObject({ code: 0, stdout: '' });
  });

  it('that are wrong are told with their places, all at once', async () => {
    const path = await file(
      RULES.replace('of: site', 'of: sites').replace('raise: 100', 'raise: x').replace('[all]', '[al]'),
    );
    for (const command of [
      ['check', path],
      ['test', path, ...about],
    ]) {
      const { code, stdout, stderr } = await canhmang(['rules', ...command, '--lang', 'vi']);
      expect([code, stdout]).toEqual([2, '']);
      for (const place of ['5:9', '7:40']) expect(stderr).toContain(`rules.yaml:${place}: `);
    }
    const typed = await canhmang([
      'rules',
      'check',
      await file(RULES.replace('[all]', '[device-cpuu]')),
      '--lang',
      'vi',
    ]);
    expect([typed.code, typed.stderr]).toEqual([
      2,
      expect.stringMatching(/rules\.yaml:1:11: .*"device-cpuu".*device-cpu,/),
    ]);
  });
});
