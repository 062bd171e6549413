/** A small disk of the test's own, in memory: it fills up, and can be mounted read-only. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { run } from './program.ts';
import { folderOfTest } from './temporary-folder.ts';

export async function mount(...args: string[]): Promise<void> {
  const { code, stderr } = await run({ command: 'mount', args });
  if (code !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`);
}

/** Ends with the test. @returns where it is mounted. */
export async function smallDisk(sizeKb: number): Promise<string> {
  const folder = join(await folderOfTest(), 'disk');
  await mkdir(folder);
  await mount('-t', 'tmpfs', '-o', `size=${sizeKb}k`, 'canhmang-test', folder);
  onTestFinished(async () => void (await run({ command: 'umount', args: ['-l', folder] })));
  return folder;
}

/** Why there can be none; `undefined` when there can. */
export async function needsMount(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'needs root';
  const { code } = await run({ command: 'unshare', args: ['-m', 'true'] });
  return code === 0 ? undefined : 'needs the right to mount';
}
