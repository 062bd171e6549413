/** The agent as built, as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unmeasurable } from './bench-case.ts';
import { PROGRAM } from './servers.ts';

/** Starts it on a folder of its own, measures and ends it. @throws Unmeasurable */
export async function withAgent<T>(
  collectorUrl: string,
  measure: (child: ChildProcess) => Promise<T>,
): Promise<T> {
  if (!existsSync(PROGRAM)) throw new Unmeasurable('the program is not built: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'canhmang-bench-'));
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'bench');
  const identity = ['--id', 'bench', '--collector', collectorUrl, '--token-file', tokenFile];
  const args = [PROGRAM, 'agent', ...identity, '--data', join(folder, 'data')];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  try {
    return await measure(child);
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  }
}
