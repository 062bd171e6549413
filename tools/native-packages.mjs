/** The packages with native code that the collector needs, and those of another architecture from the registry. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT } from './places.mjs';

/** Debian's name of an architecture to npm's. */
export const CPUS = { amd64: 'x64', arm64: 'arm64' };

/** What the bundler leaves outside (places.mjs), with what those packages need themselves. */
const ROOTS = ['@duckdb/node-api', 'libsql'];
/** The parts with native code, for the C library of Debian. */
const NATIVE = (cpu) => [`@duckdb/node-bindings-linux-${cpu}`, `@libsql/linux-${cpu}-gnu`];
/** Files of a package that nothing runs. */
const UNUSED = /\.(?:md|d\.ts|map)$|(?:^|\/)(?:test|tests|src|\.github)\//;

function readLock() {
  return JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
}

/** @returns {Set<string>} places in node_modules, as the lock file has them. */
function closureOf(lock) {
  const found = new Set();
  const visit = (name, from) => {
    // As Node looks: the nearest node_modules first.
    const place = [`${from}/node_modules/${name}`, `node_modules/${name}`].find((path) => lock[path]);
    if (place === undefined) throw new Error(`package-lock.json has no ${name}`);
    if (found.has(place)) return;
    found.add(place);
    for (const needed of Object.keys(lock[place].dependencies ?? {})) visit(needed, place);
  };
  for (const name of ROOTS) visit(name, '');
  return found;
}

function filesBelow(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'node_modules' ? [] : filesBelow(path);
    return [path];
  });
}

/** From the registry, checked against the lock file. @returns {string} its folder. */
function fetchPackage(name, { version, integrity }, into) {
  const pack = spawnSync('npm', ['pack', '--silent', '--pack-destination', into, `${name}@${version}`], {
    encoding: 'utf8',
  });
  const archive = join(into, pack.stdout.trim());
  if (pack.status !== 0 || !existsSync(archive)) throw new Error(`npm pack ${name}: ${pack.stderr}`);
  const [algorithm = '', wanted] = integrity.split(/-(.*)/s);
  if (createHash(algorithm).update(readFileSync(archive)).digest('base64') !== wanted)
    throw new Error(`${name}@${version} is not what package-lock.json says`);
  const folder = join(into, name);
  mkdirSync(folder, { recursive: true });
  const tar = spawnSync('tar', ['-xzf', archive, '-C', folder, '--strip-components=1']);
  if (tar.status !== 0) throw new Error(`tar: ${tar.stderr}`);
  return folder;
}

/**
 * @param {'amd64' | 'arm64'} architecture
 * @returns {{ files: { path: string, source: string }[], folders: string[], dispose: () => void }} paths begin with
 * `node_modules/`; folders of the packages.
 */
export function nativePackages(architecture) {
  const lock = readLock();
  const cpu = CPUS[architecture];
  const scratch = mkdtempSync(join(tmpdir(), 'canhmang-native-'));
  const folders = new Map([...closureOf(lock)].map((place) => [place, join(ROOT, place)]));
  for (const name of NATIVE(cpu)) {
    const place = `node_modules/${name}`;
    const here = join(ROOT, place);
    folders.set(place, existsSync(here) ? here : fetchPackage(name, lock[place], scratch));
  }
  const files = [...folders].flatMap(([place, folder]) =>
    filesBelow(folder)
      .filter((source) => !UNUSED.test(relative(folder, source)))
      .map((source) => ({ path: join(place, relative(folder, source)), source })),
  );
  const dispose = () => rmSync(scratch, { recursive: true, force: true });
  return { files, folders: [...folders.values()], dispose };
}
