/** `npm start`: builds when a source is newer than the program, then runs it. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, 'dist/canhmang.js');
const SOURCES = [
  'model',
  'journal',
  'config',
  'agent',
  'collector',
  'cli',
  'simulator',
  'dashboards/web',
  'package-lock.json',
];

/** Newest change below a path, epoch milliseconds; 0 when it is not there. */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const builtMs = statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (SOURCES.some((source) => newest(join(root, source)) > builtMs)) {
  process.stderr.write('Building / Đang dựng chương trình…\n');
  const build = spawnSync(process.execPath, [join(root, 'tools/build.mjs')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (build.status !== 0) process.exit(build.status ?? 1);
}
process.argv = [process.argv[0], program, 'start', ...process.argv.slice(2)];
await import(program);
