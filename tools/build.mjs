/** Builds the program into dist/: `canhmang.js` with its parts, and the page in dist/web. */
import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { build as buildPage } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');

// Packages with native code stay where npm put them; of the others only what is used is loaded, which saves an
// agent 11 MB and every command a tenth of a second.
const external = /^(?:node:|@duckdb\/|libsql$)/;

/**
 * The device profiles as the program's own code reads and checks them. One that is wrong ends the build.
 * @returns {Promise<unknown[]>}
 */
async function readProfiles() {
  const bundle = await rolldown({ input: join(root, 'config/profiles.ts'), platform: 'node', external });
  const file = join(dist, 'build-profiles.mjs');
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
 * Puts the profiles in the place of the file that reads them.
 * @param {unknown[]} profiles
 */
function carryProfiles(profiles) {
  const json = JSON.stringify(JSON.stringify(profiles));
  return {
    name: 'carry-profiles',
    /** @param {string} id */
    load: (id) =>
      id === join(root, 'config/shipped-profiles.ts')
        ? { code: `export function shippedProfiles() { return JSON.parse(${json}); }`, moduleType: 'js' }
        : null,
  };
}

async function buildProgram() {
  const bundle = await rolldown({
    input: { canhmang: join(root, 'cli/entry.ts') },
    platform: 'node',
    external,
    // pdfmake asks where it stands; modules know it by another name.
    transform: { define: { __dirname: 'import.meta.dirname' } },
    plugins: [carryProfiles(await readProfiles())],
  });
  const { output } = await bundle.write({
    dir: dist,
    format: 'esm',
    // Names stay, for logs and stacks.
    minify: { mangle: false, compress: true, codegen: { removeWhitespace: true } },
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'parts/[name]-[hash].js',
    banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
  });
  await bundle.close();
  // Only now, so that a build that fails leaves the program as it was.
  const written = new Set(output.map(({ fileName }) => fileName));
  for (const name of readdirSync(join(dist, 'parts'))) {
    if (!written.has(`parts/${name}`)) rmSync(join(dist, 'parts', name));
  }
  chmodSync(join(dist, 'canhmang.js'), 0o755);
}

await buildProgram();
await buildPage({ configFile: join(root, 'dashboards/web/vite.config.ts'), logLevel: 'warn' });
