/** The pages that are written from the code: tools/docs/pages.ts, which is TypeScript, run. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { DIST, EXTERNAL, ROOT } from './places.mjs';

async function loadPages() {
  const bundle = await rolldown({
    input: join(ROOT, 'tools/docs/pages.ts'),
    platform: 'node',
    external: EXTERNAL,
  });
  const folder = join(DIST, `docs-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'pages.mjs');
  try {
    await bundle.write({ dir: folder, format: 'esm', entryFileNames: 'pages.mjs' });
    return await import(pathToFileURL(file).href);
  } finally {
    await bundle.close();
    rmSync(folder, { recursive: true });
  }
}

/** @param {number} epoch seconds @returns {Promise<{ agent: string, collector: string }>} */
export async function manualPages(epoch) {
  return (await loadPages()).manualPages(epoch);
}

/** @returns {Promise<Record<string, string>>} path to text. */
export async function referencePages() {
  return (await loadPages()).referencePages();
}
