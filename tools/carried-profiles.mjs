/** The device profiles, read and checked once when the program is built, in the place of the file that reads them. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { EXTERNAL, ROOT } from './places.mjs';

/**
 * As the program's own code reads and checks them. One that is wrong ends the build.
 * @param {string} folder for a file of the moment.
 * @returns {Promise<unknown[]>}
 */
async function readProfiles(folder) {
  const bundle = await rolldown({
    input: join(ROOT, 'config/profiles.ts'),
    platform: 'node',
    external: EXTERNAL,
  });
  const file = join(folder, 'build-profiles.mjs');
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  try {
    const { shippedProfiles } = await import(pathToFileURL(file).href);
    return shippedProfiles();
  } finally {
    rmSync(file);
  }
}

/**
 * The bundler's plugin that does it.
 * @param {string} folder for a file of the moment.
 */
export async function carryProfiles(folder) {
  const json = JSON.stringify(JSON.stringify(await readProfiles(folder)));
  return {
    name: 'carry-profiles',
    /** @param {string} id */
    load: (id) =>
      id === join(ROOT, 'config/shipped-profiles.ts')
        ? { code: `export function shippedProfiles() { return JSON.parse(${json}); }`, moduleType: 'js' }
        : null,
  };
}
