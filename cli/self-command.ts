/** How this program is started once more, whether it is one executable file or a script. */
import { isSea } from 'node:sea';
import { fileURLToPath } from 'node:url';

/** @returns program and arguments, for `spawn` without a shell. */
export function selfCommand(args: readonly string[]): readonly [command: string, args: string[]] {
  if (isSea()) return [process.execPath, [...args]];
  return [process.execPath, [process.argv[1] ?? fileURLToPath(import.meta.url), ...args]];
}
