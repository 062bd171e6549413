/**
 * `npm test`: sees to the Debian packages that tests need, builds, runs vitest.
 * The last line is `N passed, N failed` or `N passed, N failed, N skipped`.
 * Arguments go to vitest: `npm test -- --project unit test/unit/model`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provideDebianPackages } from './test-packages.mjs';
import { failureReason, onlyUnitTests, summaryLine } from './test-summary.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const REPORTER = fileURLToPath(new URL('test-reporter.ts', import.meta.url));

/** After a signal, vitest's processes have this long before they are killed, milliseconds. */
const STOP_GRACE_MS = 5_000;

/**
 * Ends the command with its last line.
 * @param {import('./test-summary.mjs').Summary} summary
 * @param {number} code
 * @returns {never}
 */
function finish(summary, code) {
  process.stdout.write(`${summaryLine(summary)}\n`);
  process.exit(code);
}

/** Builds what is tested from outside: the program and the web pages. */
function build() {
  const result = spawnSync('npm', ['run', 'build', '--if-present', '--silent'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (result.signal) process.exit(128 + constants.signals[result.signal]);
  if (result.status === 0) return;
  process.stdout.write('\nThe build failed, so nothing was tested.\n');
  finish({ passed: 0, failed: 1, skipped: [] }, 1);
}

/**
 * Runs vitest in a process group of its own, so that a signal reaches all its workers.
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<number>} its exit code; 128 and the signal's number when we were told to stop
 */
function runVitest(args, env) {
  const reporters = args.some((arg) => arg.startsWith('--reporter')) ? [] : ['--reporter=default'];
  const child = spawn(process.execPath, [VITEST, 'run', ...args, ...reporters, `--reporter=${REPORTER}`], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
    env: { ...process.env, ...env },
  });
  /** @type {NodeJS.Signals | undefined} */
  let stoppedBy;
  /** @param {NodeJS.Signals} signal */
  const signalGroup = (signal) => {
    try {
      if (child.pid) process.kill(-child.pid, signal);
    } catch {
      // The group has ended.
    }
  };
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    if (stoppedBy) return signalGroup('SIGKILL');
    stoppedBy = signal;
    signalGroup('SIGTERM');
    setTimeout(() => signalGroup('SIGKILL'), STOP_GRACE_MS).unref();
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, stop);
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', (code) => {
      // Workers that outlive vitest would go on writing to the terminal.
      if (stoppedBy) signalGroup('SIGKILL');
      resolve(stoppedBy ? 128 + constants.signals[stoppedBy] : (code ?? 1));
    });
  });
}

/**
 * @param {string} file
 * @returns {import('./test-summary.mjs').Summary} nothing at all when vitest ended before it counted
 */
function readSummary(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  }
}

const args = process.argv.slice(2);
const inCi = process.env.CI === 'true';
/** @type {string[]} */
let missing = [];
if (!onlyUnitTests(args)) {
  missing = provideDebianPackages();
  build();
}
const folder = mkdtempSync(join(tmpdir(), 'canhmang-test-'));
const summaryFile = join(folder, 'summary.json');
const code = await runVitest(args, {
  CANHMANG_TEST_MISSING: missing.join(','),
  CANHMANG_TEST_SUMMARY: summaryFile,
});
const summary = readSummary(summaryFile);
rmSync(folder, { recursive: true, force: true });
const reason = failureReason(summary, inCi, missing);
if (reason !== undefined) process.stdout.write(`\n${reason}\n`);
finish(summary, code !== 0 ? code : reason === undefined ? 0 : 1);
