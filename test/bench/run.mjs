/**
 * `npm run bench [case...]`: measures the named cases of test/bench/cases, or all of them.
 * Bundles each case with the product code that it imports into dist/bench/, where it finds its packages, and
 * gives each a process of its own: none pays for the rubbish of the one before.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleProgram } from '../setup/bundle.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const OUT = fileURLToPath(new URL('../../dist/bench/', import.meta.url));
const RESULTS = join(HERE, 'results');

/** @returns {string[]} names of all cases */
function allCases() {
  return readdirSync(join(HERE, 'cases'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => basename(file, '.ts'))
    .sort();
}

/**
 * A program that measures one case: `export const bench` of its file.
 * @param {string} name
 * @returns {Promise<string>} its file
 */
async function bundleCase(name) {
  const entry = join(OUT, `${name}.entry.ts`);
  const main = JSON.stringify(join(HERE, 'main.ts'));
  const source = JSON.stringify(join(HERE, 'cases', `${name}.ts`));
  const file = join(OUT, `${name}.mjs`);
  mkdirSync(OUT, { recursive: true });
  writeFileSync(
    entry,
    `import { bench } from ${source};
import { runCases } from ${main};
process.exitCode = await runCases([bench], ${JSON.stringify(RESULTS)});
`,
  );
  await bundleProgram(entry, file);
  rmSync(entry);
  return file;
}

const known = allCases();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No such case: ${unknown.join(', ')}. There are: ${known.join(', ') || 'none'}`);
  process.exit(2);
}
let failed = false;
for (const name of asked.length > 0 ? asked : known) {
  const result = spawnSync(process.execPath, ['--expose-gc', await bundleCase(name)], { stdio: 'inherit' });
  if (result.status !== 0) failed = true;
}
process.exit(failed ? 1 : 0);
