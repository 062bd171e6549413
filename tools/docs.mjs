/** `npm run docs`: writes docs/reference from the code; test/unit/tools/reference.test.ts holds them equal. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { referencePages } from './manual.mjs';
import { ROOT } from './places.mjs';

for (const [path, text] of Object.entries(await referencePages())) {
  const file = join(ROOT, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`${path}\n`);
}
