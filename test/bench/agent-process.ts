/** The agent as built, as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unmeasurable } from './bench-case.ts';
import { PROGRAM } from './servers.ts';

/** Starts it on a folder of its own, measures and ends it. @param program as built, or as one file. @throws Unmeasurable */
export async function withAgent<T>(
  collectorUrl: string,
  measure: (child: ChildProcess) => Promise<T>,
  program = PROGRAM,
): Promise<T> {
  if (!existsSync(program)) throw new Unmeasurable(`${program} is not there: npm run package`);
  const folder = mkdtempSync(join(tmpdir(), 'canhmang-bench-'));
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'bench');
  const identity = ['--id', 'bench', '--collector', collectorUrl, '--token-file', tokenFile];
  const args = [program, 'agent', ...identity, '--data', join(folder, 'data')];
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
