/** Folders that a test fills and that go with it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** For several tests; who made it removes it. */
export async function makeFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'canhmang-it-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** For the test that runs: it is removed when the test has finished, after what was registered later. */
export async function folderOfTest(): Promise<string> {
  const folder = await makeFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}
