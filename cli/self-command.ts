/** How this program is started once more. */

/** @returns program and arguments, for `spawn` without a shell. */
export function selfCommand(args: readonly string[]): readonly [command: string, args: string[]] {
  return [process.execPath, [process.argv[1] ?? '', ...args]];
}
