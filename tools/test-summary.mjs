/** What `npm test` says at the end, and whether that is a failure. Pure. */

/**
 * @typedef {object} Summary
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} skipped full names
 */

/**
 * The last line of `npm test`; machines read it.
 * @param {Summary} summary
 * @returns {string}
 */
export function summaryLine({ passed, failed, skipped }) {
  const line = `${passed} passed, ${failed} failed`;
  return skipped.length > 0 ? `${line}, ${skipped.length} skipped` : line;
}

/**
 * Why the run counts as failed although no test did, or `undefined`.
 * Elsewhere than in CI a machine may lack what a test needs; in CI that would go unnoticed for years.
 * @param {Summary} summary
 * @param {boolean} inCi
 * @param {readonly string[]} missing Debian packages
 * @returns {string | undefined}
 */
export function failureReason(summary, inCi, missing) {
  if (summary.failed > 0) return undefined;
  if (summary.passed === 0) return 'No test ran.';
  if (!inCi) return undefined;
  if (missing.length > 0) return `Not allowed in CI, packages are missing: ${missing.join(', ')}`;
  if (summary.skipped.length === 0) return undefined;
  return ['Not allowed in CI, tests were skipped:', ...summary.skipped].join('\n  ');
}

/**
 * Whether the arguments ask for the unit tests and no others: these need no packages and no build.
 * @param {readonly string[]} args
 * @returns {boolean}
 */
export function onlyUnitTests(args) {
  /** @type {string[]} */
  const projects = [];
  for (const [index, arg] of args.entries()) {
    if (arg === '--project') projects.push(args[index + 1] ?? '');
    else if (arg.startsWith('--project=')) projects.push(arg.slice('--project='.length));
  }
  return projects.length > 0 && projects.every((project) => project === 'unit');
}
