/** Reads the command line, and calls the command. */
import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { EXIT } from '../config/error.ts';
import { endQuietlyAtEpipe } from './terminal.ts';

export async function runProgram(program: Command): Promise<void> {
  process.stdout.on('error', endQuietlyAtEpipe);
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version are asked for; everything else that commander refuses is a matter of usage.
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
}
