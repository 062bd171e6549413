/** Runs one of the system's own network programs: they have the rights that a person without root has not. */
import { spawn } from 'node:child_process';

/** Root's folders are not on everybody's PATH, and the programs in them need no root to look. */
const PATH = [process.env.PATH, '/usr/sbin', '/sbin'].filter(Boolean).join(':');
/** The most that is kept of what a program says, characters. */
const MAX_OUTPUT = 1_000_000;

export interface ToolOptions {
  /** Ended after so long, milliseconds. */
  readonly limitMs: number;
  readonly signal?: AbortSignal;
}

/**
 * @returns what it said on both streams, whatever its exit code.
 * @throws ToolMissing when it is not on this machine.
 */
export function runTool(tool: string, args: readonly string[], options: ToolOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    // The answers are read by this program: in the language that it knows.
    const child = spawn(tool, [...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH, LC_ALL: 'C' },
    });
    const end = () => child.kill();
    const timer = setTimeout(end, options.limitMs);
    options.signal?.addEventListener('abort', end, { once: true });
    let output = '';
    const take = (text: string) => {
      if (output.length < MAX_OUTPUT) output += text;
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    const settle = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', end);
    };
    child.once('error', () => {
      settle();
      reject(new ToolMissing(tool));
    });
    child.once('close', () => {
      settle();
      resolve(output);
    });
  });
}

export class ToolMissing extends Error {
  readonly tool: string;

  constructor(tool: string) {
    super(`${tool} is not installed`);
    this.tool = tool;
  }
}
