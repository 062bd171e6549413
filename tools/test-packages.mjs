/** Installs the Debian packages that tests need, where that is possible. */
import { spawnSync } from 'node:child_process';
import { hasCommand, missingPackages } from '../test/setup/debian-packages.mjs';

/** Fetching and unpacking all of them, Chromium included, over a slow line, milliseconds. */
const INSTALL_TIMEOUT_MS = 900_000;

/**
 * @param {readonly string[]} args of apt-get
 * @returns {string | undefined} what it said, when it failed
 */
function aptGet(args) {
  const result = spawnSync('apt-get', ['-q', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: INSTALL_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (result.status === 0) return undefined;
  return `apt-get ${args.join(' ')}\n${result.stdout}${result.stderr}${result.error?.message ?? ''}`;
}

/**
 * Silent when all are there.
 * @returns {string[]} the packages that are still missing; how to install them has been printed
 */
export function provideDebianPackages() {
  const missing = missingPackages();
  if (missing.length === 0) return [];
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  if (process.getuid?.() === 0 && hasCommand('apt-get')) {
    process.stdout.write(`Installing for the tests: ${missing.join(', ')}\n`);
    // An update that fails is reported with the install that fails for it: old lists often do.
    const updateLog = aptGet(['update']);
    const installLog = aptGet(install);
    if (installLog !== undefined) process.stdout.write(`${updateLog ?? ''}\n${installLog}\n`);
  }
  const stillMissing = missingPackages();
  if (stillMissing.length > 0) {
    const command = `apt-get install --no-install-recommends ${stillMissing.join(' ')}`;
    process.stdout.write(`Some tests will be skipped. To run them, as root: ${command}\n`);
  }
  return stillMissing;
}
