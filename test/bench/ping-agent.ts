/** A process that pings as an agent does, and writes its points to standard output. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleProgram } from '../setup/bundle.mjs';

const PROGRAM = fileURLToPath(new URL('programs/pings.ts', import.meta.url));
const BUNDLES = fileURLToPath(new URL('../../dist/bench/', import.meta.url));

/** Packets in a round. */
export const PACKETS = 5;

/** @param intervalMs between two packets to one target. */
export async function startPings(targets: readonly string[], intervalMs: number): Promise<ChildProcess> {
  const file = join(BUNDLES, 'pings.mjs');
  await bundleProgram(PROGRAM, file);
  const list = join(mkdtempSync(join(tmpdir(), 'canhmang-bench-')), 'targets.json');
  writeFileSync(list, JSON.stringify({ targets, intervalMs, packets: PACKETS }));
  return spawn(process.execPath, [file, list], { stdio: ['ignore', 'pipe', 'ignore'] });
}
