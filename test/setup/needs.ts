/** What a group of tests needs of the machine, and what becomes of it where that is missing. */
import { describe } from 'vitest';
import { missingPackages } from './debian-packages.mjs';

/** Set by the test command to the packages that it could not install, separated by commas. */
const MISSING_VARIABLE = 'CANHMANG_TEST_MISSING';

/**
 * @param packages Debian packages, of the list in debian-packages.mjs.
 * @returns why the tests cannot run here, or `undefined` when they can.
 */
export function needs(...packages: string[]): string | undefined {
  const told = process.env[MISSING_VARIABLE];
  const missing = missingPackages(packages).concat(
    packages.filter((name) => told?.split(',').includes(name) ?? false),
  );
  return missing.length > 0 ? `needs ${[...new Set(missing)].join(', ')}` : undefined;
}

/**
 * `describe`, or the same tests skipped with the reason in their name.
 * @param reasons of `needs()`, `Lab.possible()` and the like; `undefined`: nothing is in the way.
 */
export function describeWith(
  reasons: string | undefined | readonly (string | undefined)[],
  name: string,
  body: () => void,
): void {
  const given = [reasons].flat().filter((reason) => reason !== undefined);
  if (given.length > 0) describe.skip(`${name} (skipped: ${given.join('; ')})`, body);
  else describe(name, body);
}
