/** `canhmang completion bash|zsh|fish`: the script for a shell, made of the commands themselves. */
import type { Command } from 'commander';
import { EXIT } from '../../config/error.ts';
import { completedCommands } from '../completion/commands.ts';
import type { Shell } from '../completion/scripts.ts';
import { completionScript } from '../completion/scripts.ts';
import type { Terminal } from '../terminal.ts';

export async function runCompletion({ out }: Terminal, program: Command, shell: Shell): Promise<number> {
  out(completionScript(shell, completedCommands(program)).trimEnd());
  return EXIT.ok;
}
