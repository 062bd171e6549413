/** The licences of the packages whose code is in what we build: most of them ask to be carried along. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)(?:[-.].*)?$/i;

/**
 * @param {readonly string[]} modules paths, those outside node_modules among them.
 * @returns {string} name, version, licence and its text of each package, by name.
 */
export function noticesOf(modules) {
  const folders = new Set();
  for (const module of modules) {
    const found = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(module)?.[1];
    if (found) folders.add(found);
  }
  return noticesOfFolders([...folders]);
}

/** @param {readonly string[]} folders of packages. */
export function noticesOfFolders(folders) {
  return folders
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const texts = readdirSync(folder)
        .filter((file) => LICENCE_FILE.test(file))
        .sort()
        .map((file) => readFileSync(join(folder, file), 'utf8').trim());
      return `${name} ${version}: ${license}\n\n${texts.join('\n\n')}`;
    })
    .sort()
    .join(`\n\n${'-'.repeat(78)}\n\n`)
    .concat('\n');
}
