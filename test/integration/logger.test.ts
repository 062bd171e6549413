/** The log of what runs for long, read by somebody who is slow. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { bundleProgram } from '../setup/bundle.mjs';

const PROGRAM = fileURLToPath(new URL('../setup/programs/writes-log.ts', import.meta.url));
/** Inside the project, where its packages are found. */
const BUNDLE = fileURLToPath(new URL('../../dist/test/writes-log.mjs', import.meta.url));
/** Some megabytes: a pipe holds 64 kB, a socket pair 200. */
const LINES = 10_000;

it('a log that nobody reads yet stops nothing, and nothing of it is lost', async () => {
  await bundleProgram(PROGRAM, BUNDLE);
  const child = spawn(process.execPath, [BUNDLE, String(LINES)], { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const [said] = await once(child.stderr, 'data');
    expect(String(said)).toBe('went on\n');
    const log = (await text(child.stdout)).trimEnd().split('\n');
    expect(log.map((line) => JSON.parse(line).line)).toEqual(Array.from({ length: LINES }, (_, n) => n + 1));
  } finally {
    child.kill();
  }
});
