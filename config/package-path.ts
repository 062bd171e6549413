/** Files that ship with the program, wherever it was built to or installed. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the folder of the program has no package.json above it');
    folder = parent;
  }
  return folder;
}

/** @param path relative to the program's folder, with slashes. */
export function packagePath(path: string): string {
  return join(findRoot(), path);
}
