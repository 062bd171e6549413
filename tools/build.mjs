/** Builds the program into dist/: `canhmang.js` with its parts, the page in dist/web, whose work is in them. */
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { build as buildPage } from 'vite';
import { carryProfiles } from './carried-profiles.mjs';
import { compressPage } from './compressed-page.mjs';
import { noticesOf } from './notices.mjs';
import { DIST, EXTERNAL, MINIFY, ROOT } from './places.mjs';

/** @returns {Promise<string[]>} the modules that are in it. */
async function buildProgram() {
  const bundle = await rolldown({
    input: { canhmang: join(ROOT, 'cli/entry.ts') },
    platform: 'node',
    external: EXTERNAL,
    // pdfmake asks where it stands; modules know it by another name.
    transform: { define: { __dirname: 'import.meta.dirname' } },
    plugins: [await carryProfiles(DIST)],
  });
  const { output } = await bundle.write({
    dir: DIST,
    format: 'esm',
    minify: MINIFY,
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'parts/[name]-[hash].js',
    banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
  });
  await bundle.close();
  // Only now, so that a build that fails leaves the program as it was.
  const written = new Set(output.map(({ fileName }) => fileName));
  for (const name of readdirSync(join(DIST, 'parts'))) {
    if (!written.has(`parts/${name}`)) rmSync(join(DIST, 'parts', name));
  }
  chmodSync(join(DIST, 'canhmang.js'), 0o755);
  return output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
}

const modules = await buildProgram();
const page = await buildPage({
  configFile: join(ROOT, 'dashboards/web/vite.config.ts'),
  logLevel: 'warn',
});
compressPage(join(DIST, 'web'));
const chunks = [page].flat().flatMap((built) => ('output' in built ? built.output : []));
modules.push(...chunks.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : [])));
writeFileSync(join(DIST, 'NOTICES.txt'), noticesOf(modules));
