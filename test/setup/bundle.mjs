/** Translates a TypeScript program into one file that Node runs: Node 20 runs no TypeScript. */
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** Files beside a source (helpers, the built program) are beside it, not beside the bundle. */
const sourcePlaces = {
  name: 'source-places',
  /** @param {string} code @param {string} id */
  transform(code, id) {
    if (id.includes('/node_modules/') || !code.includes('import.meta.url')) return null;
    return { code: code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)) };
  },
};

/**
 * Bundles a program with all it imports of ours; packages are left to be found in node_modules,
 * so a program that imports any must be put inside the project.
 * @param {string} entry path of the TypeScript file
 * @param {string} file path of the module to write, ending in `.mjs`
 * @returns {Promise<void>}
 */
export async function bundleProgram(entry, file) {
  const build = await rolldown({
    input: entry,
    platform: 'node',
    plugins: [sourcePlaces],
    external: (id, _importer, resolved) => !resolved && !/^[./]/.test(id),
    logLevel: 'warn',
  });
  try {
    await build.write({ file, format: 'esm', codeSplitting: false });
  } finally {
    await build.close();
  }
}
