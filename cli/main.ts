/** Reads the command line, and calls the command. */
import { CommanderError } from 'commander';
import { EXIT } from '../config/error.ts';
import { buildProgram } from './program.ts';
import { runs } from './run-command.ts';
import { endQuietlyAtEpipe } from './terminal.ts';

process.stdout.on('error', endQuietlyAtEpipe);

try {
  await buildProgram(runs).parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help and version are asked for; everything else that commander refuses is a matter of usage.
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
}
