/** Reads the command line, and calls the command. */
import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { EXIT } from '../config/error.ts';
import { speakHelp } from './help/speak.ts';
import { endQuietlyAtEpipe, languageFor } from './terminal.ts';

export async function runProgram(program: Command): Promise<void> {
  process.stdout.on('error', endQuietlyAtEpipe);
  // Before it is read: its errors are in the language that it asks for.
  speakHelp(program, languageFor(wantedLanguage(process.argv) ?? process.env.CANHMANG_LANG));
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version are asked for; everything else that commander refuses is a matter of usage.
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
}

/** The value of `--lang`, wherever it stands. */
function wantedLanguage(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const word = words[at];
  return word === '--lang' ? words[at + 1] : word?.slice('--lang='.length);
}
