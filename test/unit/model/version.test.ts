import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { VERSION } from '../../../model/version.ts';

it('the program names the version that its package has', () => {
  const packageFile = new URL('../../../package.json', import.meta.url);
  expect(JSON.parse(readFileSync(packageFile, 'utf8')).version).toBe(VERSION);
});
