/** The command line as data, read off commander: what the reference and the manual pages are made from. Pure. */
import type { Command, Option } from 'commander';

export interface OptionFacts {
  readonly flags: string;
  readonly help: string;
  readonly env?: string;
  readonly default?: string;
  readonly choices: readonly string[];
  readonly isRequired: boolean;
}

export interface CommandFacts {
  /** `canhmang store export`. */
  readonly path: string;
  readonly description: string;
  /** What stands behind the path: `[options] <folder>`. */
  readonly usage: string;
  readonly args: readonly { readonly name: string; readonly help: string }[];
  readonly options: readonly OptionFacts[];
  /** Exit codes and examples, as `--help` ends. */
  readonly after: string;
  /** It does something by itself, and is not only the name of a group. */
  readonly isGroup: boolean;
}

function optionFacts(option: Option): OptionFacts {
  const { flags, description, envVar, defaultValue, argChoices, mandatory } = option;
  const isSaid = defaultValue !== undefined && !(Array.isArray(defaultValue) && defaultValue.length === 0);
  return {
    flags,
    help: description,
    ...(envVar === undefined ? {} : { env: envVar }),
    ...(isSaid ? { default: String(defaultValue) } : {}),
    choices: argChoices ?? [],
    isRequired: mandatory,
  };
}

/** What `addHelpText('after', …)` was given: the parts behind the help itself. */
function afterHelp(command: Command): string {
  const parts: string[] = [];
  command.configureOutput({ writeOut: (text) => void parts.push(text) });
  command.outputHelp();
  return parts.slice(1).join('').trim();
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

/**
 * Every command that people are shown, in the order of `--help`, a group before those in it.
 * @param hasAction tells a command that does something from a group.
 */
export function commandFacts(program: Command, hasAction: (command: Command) => boolean): CommandFacts[] {
  const visible = program.createHelp().visibleCommands(program);
  return visible
    .filter((command) => command.name() !== 'help')
    .flatMap((command) => [
      {
        path: pathOf(command),
        description: command.description(),
        usage: command.usage(),
        args: command.registeredArguments.map((argument) => ({
          name: argument.name(),
          help: argument.description,
        })),
        options: command.options.filter(({ hidden }) => !hidden).map(optionFacts),
        after: afterHelp(command),
        isGroup: !hasAction(command),
      },
      ...commandFacts(command, hasAction),
    ]);
}

/** A program built without the code of its commands, and which of them do something. */
export function readProgram(
  build: (runs: (command: Command, load: unknown) => void) => Command,
): readonly CommandFacts[] {
  const active = new Set<Command>();
  const program = build((command) => void active.add(command));
  return commandFacts(program, (command) => active.has(command));
}
