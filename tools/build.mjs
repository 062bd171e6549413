/** Builds the program into dist/: `canhmang.js` with its parts, and the page in dist/web. */
import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { build as buildPage } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');

async function buildProgram() {
  const bundle = await rolldown({
    input: { canhmang: join(root, 'cli/main.ts') },
    platform: 'node',
    // Packages with native code stay where npm put them; of the others only what is used is loaded, which saves an
    // agent 11 MB and every command a tenth of a second.
    external: /^(?:node:|@duckdb\/|libsql$)/,
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
