/** The configuration file is followed: what is right in it is in force, what is wrong is told and changes nothing. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { NotifyFile } from '../../collector/notify/notify-file.ts';
import { loadConfig } from '../../config/load.ts';
import { translator } from '../../config/messages.ts';
import { writeInstallation } from '../setup/installation.ts';
import { memoryLogger } from '../setup/memory-logger.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

const NOTIFY = 'recipients:\n  - { name: An, email: an@yenbai.example }\n';

/** @param rules its own ones, as YAML; none of its own when absent. */
async function followed(rules?: string) {
  const folder = await folderOfTest();
  const path = await writeInstallation(folder, { notify: NOTIFY });
  const putRules = async (text: string) => {
    await writeFile(join(folder, 'rules.new'), text);
    await rename(join(folder, 'rules.new'), join(folder, 'rules.yaml'));
  };
  if (rules !== undefined) {
    await putRules(rules);
    await writeFile(path, (await readFile(path, 'utf8')).replace('notify:', 'rules: rules.yaml\nnotify:'));
  }
  const log = memoryLogger();
  let changes = 0;
  const file = new NotifyFile({
    config: loadConfig(path, '2026-11-23'),
    t: translator('vi'),
    logger: log.logger,
    now: () => Date.UTC(2026, 10, 23),
    onChange: () => {
      changes++;
    },
    lookEveryMs: 20,
  });
  file.start();
  onTestFinished(() => file.stop());
  const text = await readFile(path, 'utf8');
  return {
    file,
    log,
    changes: () => changes,
    names: () => file.installation.notify.recipients.map(({ name }) => name),
    /** Puts the file with this in the place of what it was at first. */
    async put(from: string | RegExp, to: string) {
      await writeFile(`${path}.new`, text.replace(from, to));
      await rename(`${path}.new`, path);
    },
    putRules,
    remove: () => rm(path),
  };
}

it('is in force when it has changed, and says what waits for a restart', async () => {
  const { file, log, names, put, changes } = await followed();
  await put('name: An', 'name: Bình');
  await log.logged(/the file has changed/);
  expect([names(), file.waiting, changes()]).toEqual([['Bình'], [], 1]);
  await put(/title: .*/, 'title: Tên khác');
  await log.logged(/the file has changed/, 2);
  expect([names(), file.waiting]).toEqual([['An'], ['title']]);
  expect(file.installation.title).not.toBe('Tên khác');
});

it.each<[string, string | RegExp, string, RegExp]>([
  ['no YAML', 'notify:', 'notify: [', /canhmang\.yaml:\d+:\d+: /],
  ['cut off', /[\s\S]*/, '', /canhmang\.yaml:1:1: .*title/],
  ['of another shape', 'email: an@', 'email: an', /canhmang\.yaml:\d+:\d+: notify\.recipients\.0\.email/],
  [
    'about a kind of incident that there is not',
    /$/,
    '  routes: [{ name: all, to: [An], kinds: [site-donw] }]\n',
    /canhmang\.yaml:\d+:\d+: .*"site-donw".*down, agent-silent.*link-down/,
  ],
  [
    'about a site that there is not',
    /$/,
    '  routes: [{ name: all, to: [An], sites: [tram-tao] }]\n',
    /canhmang\.yaml:\d+:\d+: .*"tram-tao"/,
  ],
  ['without an address', ', email: an@yenbai.example', '', /canhmang\.yaml:\d+:\d+: .*"An"/],
  [
    'wrong elsewhere',
    'vantage: core, site: trung-tam',
    'vantage: nowhere, site: trung-tam',
    /:\d+:\d+: agents\.0/,
  ],
  [
    'of aliases without end',
    'notify:',
    `x: &a [${'1,'.repeat(99)}1]\ny: &b [${'*a,'.repeat(99)}*a]\nz: [${'*b,'.repeat(99)}*b]\nnotify:`,
    /./,
  ],
])(
  'is not in force when it is %s; what was before is, and the next good one',
  async (_what, from, to, problem) => {
    const { file, log, names, put, changes } = await followed();
    await put('name: An', 'name: Bình');
    await log.logged(/the file has changed/);
    await put(from, to);
    await log.logged(/what it said before is in force/);
    expect([names(), changes()]).toEqual([['Bình'], 1]);
    expect(file.problems.join('\n')).toMatch(problem);
    await put('name: An', 'name: Cường');
    await log.logged(/the file has changed/, 2);
    expect([names(), file.problems]).toEqual([['Cường'], []]);
  },
);

it('follows the rules too, which routes name', async () => {
  const { file, log, put, putRules, names } = await followed('without: [link-down]\n');
  const about =
    'name: Bình, email: binh@yenbai.example }\n  routes: [{ name: all, to: [Bình], kinds: [link-down] }]';
  await put(/name: An, .*/, about);
  await log.logged(/what it said before is in force/);
  expect([names(), file.problems]).toEqual([['An'], [expect.stringMatching(/:\d+:\d+: .*"link-down"/)]]);
  await putRules('rules: []\n');
  await log.logged(/the file has changed/);
  expect([names(), file.problems]).toEqual([['Bình'], []]);
  await putRules('without: [link-down]\n');
  await log.logged(/what it said before is in force/, 2);
  expect([names(), file.problems]).toEqual([['Bình'], [expect.stringMatching(/:\d+:\d+: .*"link-down"/)]]);
});

it('that is gone changes nothing', async () => {
  const { file, log, names, remove } = await followed();
  await remove();
  await log.logged(/what it said before is in force/);
  expect(names()).toEqual(['An']);
  expect(file.problems).toHaveLength(1);
});
