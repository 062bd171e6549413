/** A command and the file that does it, which is loaded when the command is called. */
import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';
import { explain, openTerminal } from './terminal.ts';

/** What every command gets: its options as commander read them, and how to speak. @returns the exit code. */
export type Run<O, A extends string[] = string[]> = (
  terminal: Terminal,
  options: O,
  ...args: A
) => Promise<number>;

/** Ties a command to its file. */
export type Runs = <O, A extends string[]>(command: Command, load: () => Promise<Run<O, A>>) => void;

/** Ties a command to its file, calls it, and says what went wrong. */
export const runs: Runs = <O, A extends string[]>(command: Command, load: () => Promise<Run<O, A>>) => {
  command.action(async (...given: unknown[]) => {
    const args = given.slice(0, -2).map((value) => (value === undefined ? '' : String(value))) as A;
    const terminal = openTerminal(command.optsWithGlobals().lang);
    try {
      const run = await load();
      process.exitCode = await run(terminal, command.optsWithGlobals() as O, ...args);
    } catch (error) {
      process.exitCode = explain(error, terminal);
    }
  });
};
