/** The program's commands as completion needs them, read off commander. Pure. */
import type { Command, Option } from 'commander';

export interface CompletedOption {
  /** `--json`, `-V` */
  readonly flag: string;
  readonly help: string;
  /** It wants a value. */
  readonly hasValue: boolean;
  readonly choices: readonly string[];
}

export interface CompletedCommand {
  /** `diag ping`; empty: the program itself. */
  readonly path: string;
  readonly help: string;
  /** Names of the commands below it. */
  readonly below: readonly { readonly name: string; readonly help: string }[];
  /** What its arguments may be, where there is a choice. */
  readonly values: readonly string[];
  /** Its own and those of the commands above it, which may stand behind it too. */
  readonly options: readonly CompletedOption[];
}

export function completedCommands(program: Command): CompletedCommand[] {
  return [...walk(program, [], [])];
}

function* walk(
  command: Command,
  path: readonly string[],
  inherited: readonly CompletedOption[],
): Generator<CompletedCommand> {
  const { options, commands } = command;
  const own = options.filter(({ hidden }) => !hidden).flatMap(completed);
  const flags = new Set(own.map(({ flag }) => flag));
  const all = [...own, ...inherited.filter(({ flag }) => !flags.has(flag))];
  yield {
    path: path.join(' '),
    help: command.description(),
    below: commands.map((below) => ({ name: below.name(), help: below.description() })),
    values: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    options: [...all, ...(flags.has('--help') ? [] : [HELP])],
  };
  for (const below of commands) yield* walk(below, [...path, below.name()], all);
}

const HELP: CompletedOption = {
  flag: '--help',
  help: 'display help for command',
  hasValue: false,
  choices: [],
};

function completed({ long, description, required, optional, argChoices }: Option): CompletedOption[] {
  if (!long) return [];
  return [{ flag: long, help: description, hasValue: required || optional, choices: argChoices ?? [] }];
}
