/** A .deb by dpkg-deb, with the same bytes for the same input: sorted, owned by root, every time stamp the same. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** xz is read by every dpkg; zstd by those of Debian 12 on, and 20 MB of it are made in a hundredth of the time. */
const COMPRESSION = { xz: ['-Zxz', '-z6'], zstd: ['-Zzstd', '-z6'] };

/**
 * @typedef {object} PackedFile
 * @property {string} path where it is installed, without the first slash.
 * @property {string | Buffer} [content] one of these three
 * @property {string} [source] path of a file
 * @property {string} [link] target of a symbolic link
 * @property {number} [mode] default: 0644
 */

/**
 * @param {object} options
 * @param {Readonly<Record<string, string>>} options.control fields in their order; Installed-Size is added.
 * @param {readonly PackedFile[]} options.files those in etc/ are conffiles.
 * @param {Readonly<Record<string, string>>} options.scripts maintainer scripts by name.
 * @param {number} options.epoch seconds; the time of everything in it.
 * @param {string} options.folder where the package goes.
 * @param {keyof typeof COMPRESSION} [options.compression]
 * @returns {string} its path.
 */
export function buildDeb({ control, files, scripts, epoch, folder, compression = 'xz' }) {
  const stage = mkdtempSync(join(tmpdir(), 'canhmang-deb-'));
  try {
    for (const file of files) place(stage, file);
    const size = files.reduce((sum, { path, link }) => sum + (link ? 0 : kibOf(join(stage, path))), 0);
    const meta = join(stage, 'DEBIAN');
    mkdirSync(meta);
    const fields = { ...control, 'Installed-Size': String(size) };
    const { Description: description, ...others } = fields;
    const lines = Object.entries({ ...others, Description: description });
    put(join(meta, 'control'), `${lines.map(([key, value]) => `${key}: ${value}`).join('\n')}\n`);
    const conffiles = files.filter(({ path }) => path.startsWith('etc/')).map(({ path }) => `/${path}`);
    put(join(meta, 'conffiles'), `${conffiles.sort().join('\n')}\n`);
    put(join(meta, 'md5sums'), sums(stage, files));
    for (const [name, text] of Object.entries(scripts)) put(join(meta, name), text, 0o755);
    stamp(stage, epoch);
    const { Package: name, Version: version, Architecture: architecture } = control;
    const output = join(folder, `${name}_${version}_${architecture}.deb`);
    dpkgDeb(stage, output, epoch, COMPRESSION[compression]);
    return output;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function put(path, content, mode = 0o644) {
  writeFileSync(path, content);
  chmodSync(path, mode);
}

/** @param {string} stage @param {PackedFile} file */
function place(stage, { path, content, source, link, mode = 0o644 }) {
  const target = join(stage, path);
  mkdirSync(dirname(target), { recursive: true });
  if (link !== undefined) symlinkSync(link, target);
  else if (source !== undefined) {
    copyFileSync(source, target);
    chmodSync(target, mode);
  } else put(target, content ?? '', mode);
}

/** As dpkg counts: whole kibibytes each. */
function kibOf(path) {
  return Math.ceil(statSync(path).size / 1024);
}

function sums(stage, files) {
  return files
    .filter(({ path, link }) => link === undefined && !path.startsWith('etc/'))
    .map(({ path }) => path)
    .sort()
    .map(
      (path) =>
        `${createHash('md5')
          .update(readFileSync(join(stage, path)))
          .digest('hex')}  ${path}\n`,
    )
    .join('');
}

/** One time for everything, and folders that anybody may look into, whatever the umask was. */
function stamp(folder, epoch) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) stamp(path, epoch);
    else if (entry.isSymbolicLink()) lutimesSync(path, epoch, epoch);
    else utimesSync(path, epoch, epoch);
  }
  chmodSync(folder, 0o755);
  utimesSync(folder, epoch, epoch);
}

function dpkgDeb(stage, output, epoch, method) {
  // With more threads the blocks, and so the bytes, depend on their number.
  const args = ['--root-owner-group', ...method, '--threads-max=1', '--build', stage, output];
  const { status, stderr, error } = spawnSync('dpkg-deb', args, {
    encoding: 'utf8',
    env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch), LC_ALL: 'C.UTF-8', TZ: 'UTC' },
  });
  if (status !== 0) throw new Error(`dpkg-deb: ${error?.message ?? stderr}`);
}
