import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { completedCommands } from '../../../cli/completion/commands.ts';
import { completionScript, SHELLS } from '../../../cli/completion/scripts.ts';
import { buildProgram } from '../../../cli/program.ts';

const program = buildProgram(() => {});

function* leaves(command: Command, path: readonly string[] = []): Generator<readonly [string, Command]> {
  if (command.commands.length === 0) yield [path.join(' '), command];
  for (const below of command.commands) yield* leaves(below, [...path, below.name()]);
}

function helpOf(command: Command): string {
  let help = '';
  const writeOut = (text: string) => {
    help += text;
  };
  command.configureOutput({ writeOut }).outputHelp();
  return help;
}

describe('the command line as a whole', () => {
  it.each([...leaves(program)])('%s has an example that calls it', (path, command) => {
    const [, examples = ''] = helpOf(command).split(/\nExamples?:\n/);
    expect(examples).toContain(`canhmang ${path}`);
  });

  it('every option says what it is for', () => {
    const silent = [...leaves(program)].flatMap(([path, { options }]) =>
      options
        .filter(({ description, argChoices, hidden }) => description === '' && !argChoices && !hidden)
        .map(({ flags }) => `${path} ${flags}`),
    );
    expect(silent).toEqual([]);
  });

  it.each(SHELLS)('completion for %s has every command and every option', (shell) => {
    const commands = completedCommands(program);
    const script = completionScript(shell, commands);
    const flags = commands.flatMap(({ options }) => options.map(({ flag }) => flag));
    const words = commands.flatMap(({ below }) => below.map(({ name }) => name));
    const written = (flag: string) => (shell === 'fish' ? `-l ${flag.slice(2)}` : flag);
    const missing = [...flags.map(written), ...words].filter((word) => !script.includes(word));
    expect(missing).toEqual([]);
  });
});
