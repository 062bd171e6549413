/** `canhmang doctor`, `init`, `inventory`, `top`, `audit` and `completion`: for who looks after an installation. */
import type { Command } from 'commander';
import { Argument, Option } from 'commander';
import type { Shell } from './completion/scripts.ts';
import type { Terminal } from './terminal.ts';

type Run<O, A extends string[]> = (terminal: Terminal, options: O, ...args: A) => Promise<number>;
type Runs = <O, A extends string[]>(command: Command, load: () => Promise<Run<O, A>>) => void;

const configOption = () =>
  new Option('--config <file>', 'configuration file; default: the demonstration').env('CANHMANG_CONFIG');
const dataOption = () =>
  new Option('--data <folder>', 'folder for everything that is stored').env('CANHMANG_DATA');
const asTable = (command: Command) => command.option('--json', 'as JSON').option('--csv', 'as CSV');

function withCollector(command: Command): Command {
  return command
    .addOption(
      new Option('--url <url>', 'address of the collector')
        .env('CANHMANG_URL')
        .default('http://127.0.0.1:8105'),
    )
    .addOption(new Option('--token <token>', 'access token').env('CANHMANG_TOKEN'));
}

export function addInstallationCommands(program: Command, runs: Runs): void {
  runs(
    asTable(
      program
        .command('doctor')
        .description('looks this installation over: names what is wrong, and what to do next'),
    )
      .option('--ntp <address>', 'time server that the clock is compared with')
      .addOption(
        new Option('--listen <address:port>', 'where the collector listens; default: as configured').env(
          'CANHMANG_LISTEN',
        ),
      )
      .addOption(configOption())
      .addOption(dataOption())
      .addHelpText(
        'after',
        '\nNothing is changed, and nothing is sent to people.\n\nExit code: 0 nothing wrong, 1 something to mend, 2 usage.\n\nExamples:\n  canhmang doctor --config /etc/canhmang/canhmang.yaml\n  canhmang doctor --ntp 10.105.0.1 --json',
      ),
    async () => (await import('./commands/doctor.ts')).runDoctor,
  );
  runs(
    asTable(
      withCollector(
        program
          .command('audit')
          .description('who had what done from afar, the latest first; needs an admin’s token'),
      ),
    )
      .option('--limit <count>', 'at most this many', '200')
      .addHelpText('after', '\nExample:\n  canhmang audit --limit 20 --csv'),
    async () => (await import('./commands/audit.ts')).runAudit,
  );
  runs<object, [Shell]>(
    program
      .command('completion')
      .description('the script by which a shell completes commands and options')
      .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
      .addHelpText(
        'after',
        '\nExamples:\n  canhmang completion bash > /etc/bash_completion.d/canhmang\n  canhmang completion zsh > "${fpath[1]}/_canhmang"\n  canhmang completion fish > ~/.config/fish/completions/canhmang.fish',
      ),
    async () => {
      const { runCompletion } = await import('./commands/completion.ts');
      return (terminal, _options, shell) => runCompletion(terminal, program, shell);
    },
  );
}
