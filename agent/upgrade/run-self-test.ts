/** Has a new script test itself, as a process of its own beside the agent. */
import { spawn } from 'node:child_process';
import { RefusedBundle } from '../../config/signed-bundle.ts';

const LIMIT_MS = 60_000;
/** What is kept of its output: the end. */
const TAIL_CHARACTERS = 400;
/** The documented exit code: the collector was not reached, which is no fault of the script's. */
const UNREACHABLE = 3;

/** @param args of `canhmang`: `agent self-test …`. @throws RefusedBundle */
export function runSelfTest(script: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const listen = (text: string) => {
      said = (said + text).slice(-TAIL_CHARACTERS);
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
    const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    child.once('error', (error) => listen(error.message));
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      if (code === 0) return resolve();
      const how = signal === null ? `exit code ${code}` : `${signal} after ${LIMIT_MS / 1_000} s at most`;
      const reason = code === UNREACHABLE ? 'download' : 'self_test';
      reject(new RefusedBundle(reason, `${how}: ${said.trim()}`));
    });
  });
}
