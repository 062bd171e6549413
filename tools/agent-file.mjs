/** The agent as one file: `dist/canhmang-agent.cjs`. Any machine with Node runs it: it has no native part. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { carryProfiles } from './carried-profiles.mjs';
import { noticesOf } from './notices.mjs';
import { oneFile } from './one-file.mjs';
import { DIST, ROOT } from './places.mjs';

/**
 * @param {string} [version] instead of package.json's, for tests.
 * @returns {Promise<{ text: string, notices: string }>}
 */
export async function buildAgentFile(version) {
  const plugins = [await carryProfiles(DIST)];
  if (version !== undefined) plugins.push(otherVersion(version));
  const { text, modules } = await oneFile({ entry: join(ROOT, 'cli/site-entry.ts'), plugins });
  return { text, notices: noticesOf(modules) };
}

/** @param {string} version */
function otherVersion(version) {
  return {
    name: 'other-version',
    /** @param {string} id */
    load: (id) =>
      id === join(ROOT, 'model/version.ts')
        ? { code: `export const VERSION = ${JSON.stringify(version)};`, moduleType: 'js' }
        : null,
  };
}

/** @param {string} file where it goes. @param {string} text */
export function writeAgentFile(file, text) {
  writeFileSync(file, text, { mode: 0o755 });
}
