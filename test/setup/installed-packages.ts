/** Our .debs: made, installed on this machine, and their programs started as their units would. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProgramSpec } from './program.ts';

const TOOL = fileURLToPath(new URL('../../tools/package.mjs', import.meta.url));
const NODE = '/usr/bin/node';

/** Why nothing can be installed here; `undefined` when it can. */
export function needsDpkg(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  if (!existsSync('/var/lib/dpkg/status') || !existsSync(NODE))
    return 'needs Debian with Node at /usr/bin/node';
  const { stdout } = spawnSync('dpkg', ['-l', 'canhmang*'], { encoding: 'utf8' });
  return /^.[^n] /m.test(stdout)
    ? 'canhmang is installed on this machine: it would be taken away'
    : undefined;
}

/** Runs something to its end. @throws with what it said when it fails. */
export function sh(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr, error } = spawnSync(command, [...args], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stdout + stderr}`);
  return stdout + stderr;
}

/** `npm run package` of what is built. @returns the folder. */
export function makePackages(env: NodeJS.ProcessEnv = {}, umask = 0o022): string {
  const folder = mkdtempSync(join(tmpdir(), 'canhmang-packages-'));
  const architecture = sh('dpkg', ['--print-architecture']).trim();
  const script = `umask ${umask.toString(8)}; exec "$0" "$@"`;
  sh('sh', ['-c', script, process.execPath, TOOL, '--arch', architecture, '--out', folder], env);
  return folder;
}

/** The same package as a later version, with other text at the end of a conffile. */
export function laterPackage(deb: string, version: string, conffile: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'canhmang-later-'));
  const tree = join(folder, 'tree');
  sh('dpkg-deb', ['-R', deb, tree]);
  sh('sed', ['-i', `s/^Version: .*/Version: ${version}/`, join(tree, 'DEBIAN/control')]);
  sh('sh', ['-c', 'printf "%s\\n" "$1" >> "$0"', join(tree, conffile), text]);
  const later = join(folder, 'later.deb');
  sh('dpkg-deb', ['--root-owner-group', '-Zgzip', '-b', tree, later]);
  return later;
}

/** Without a question, and without waiting for the disk; Node may have come without a package. */
export function dpkg(...args: string[]): string {
  const quick = ['--force-unsafe-io', '--force-confold', '--force-depends'];
  return sh('dpkg', [...quick, ...args], { DEBIAN_FRONTEND: 'noninteractive' });
}

interface Unit {
  readonly text: string;
  /** Of a key, in order. */
  all(key: string): readonly string[];
}

export function readUnit(name: string): Unit {
  const text = readFileSync(`/usr/lib/systemd/system/${name}`, 'utf8');
  const all = (key: string) =>
    text.split('\n').flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []));
  return { text, all };
}

function variablesOf(unit: Unit): Record<string, string> {
  const files = unit
    .all('EnvironmentFile')
    .map((path) => readFileSync(path.replace(/^-/, ''), 'utf8').split('\n'));
  const written = [...unit.all('Environment').flatMap((line) => line.split(' ')), ...files.flat()];
  return Object.fromEntries(
    written
      .filter((line) => /^[A-Z_]+=/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

/** What its service may do and no more: a user, one capability, and no way to get another. */
export function confined(user: string, command: readonly string[]): readonly [string, ...string[]] {
  const rights = ['--bounding-set', '--inh-caps', '--ambient-caps'].flatMap((option) => [
    option,
    '-all,+net_raw',
  ]);
  return [
    'setpriv',
    '--reuid',
    user,
    '--regid',
    user,
    '--clear-groups',
    '--no-new-privs',
    ...rights,
    ...command,
  ];
}

/** A service's program as its unit starts it, as far as that goes without systemd. */
export function asService(name: string, user: string): ProgramSpec {
  const unit = readUnit(name);
  const [command, ...args] = confined(user, (unit.all('ExecStart')[0] ?? '').split(' '));
  const env = { ...variablesOf(unit), HOME: undefined, PATH: '/usr/bin:/bin' };
  return { command, args, env, cwd: unit.all('WorkingDirectory')[0] ?? '/' };
}
