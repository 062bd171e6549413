/** `canhmang doctor`, `init`, `inventory`, `top`, `audit` and `completion`: for who looks after an installation. */
import type { Command } from 'commander';
import { Argument, Option } from 'commander';
import type { Shell } from './completion/scripts.ts';
import type { Runs } from './run-command.ts';
import { asTable, configOption, dataOption, reachingCollector } from './shared-options.ts';

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
  addAudit(program, runs);
  runs<object, [Shell]>(
    program
      .command('completion')
      .description('the script by which a shell completes commands and options')
      .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
      .addHelpText(
        'after',
        '\nExamples:\n  canhmang completion bash > /etc/bash_completion.d/canhmang\n  canhmang completion zsh > /usr/local/share/zsh/site-functions/_canhmang\n  canhmang completion fish > ~/.config/fish/completions/canhmang.fish',
      ),
    async () => {
      const { runCompletion } = await import('./commands/completion.ts');
      return (terminal, _options, shell) => runCompletion(terminal, program, shell);
    },
  );
  runs(
    reachingCollector(
      program
        .command('top')
        .description('states and incidents, live on the whole screen; without a terminal once'),
    )
      .option('--every <duration>', 'how often it is read anew, 1s or more', '2s')
      .option('--filter <text>', 'words of name, id or unit, with marks or without')
      .option('--once', 'a picture of the moment, also on a terminal')
      .addHelpText(
        'after',
        '\nKeys: q ends, Tab turns from sites to incidents, / filters, Esc ends the filter, arrows and PgUp, PgDn move.\n\nExamples:\n  canhmang top\n  canhmang top --filter "tram tau" --once',
      ),
    async () => (await import('./commands/top.ts')).runTop,
  );
  addInit(program, runs);
  addInventory(program, runs);
}

function addAudit(program: Command, runs: Runs): void {
  const commands = () => import('./commands/audit.ts');
  const audit = program.command('audit').description('who had what done; needs an admin’s token');
  runs(
    asTable(reachingCollector(audit.command('list', { isDefault: true }).description('the latest first')))
      .option('--limit <count>', 'at most this many', '200')
      .addHelpText('after', '\nExample:\n  canhmang audit list --limit 20 --csv'),
    async () => (await commands()).runAuditList,
  );
  runs(
    reachingCollector(
      audit
        .command('verify')
        .description('whether every record is as it was written; says the first that is not'),
    )
      .option('--head <id:hash>', 'the head of an earlier time: whether it is still there')
      .option('--json', 'as JSON')
      .addHelpText(
        'after',
        '\nThe head is on standard output: kept elsewhere, it shows later whether the end was cut off.\n\nExit code: 0 whole, 1 not, 2 usage, 3 the collector cannot be reached or refuses.\n\nExamples:\n  canhmang audit verify\n  canhmang audit verify --head 1042:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      ),
    async () => (await commands()).runAuditVerify,
  );
}

function addInit(program: Command, runs: Runs): void {
  runs(
    program
      .command('init')
      .description('asks the few things that nobody can guess, and writes a configuration that is valid')
      .argument('[folder]', 'where it goes; default: canhmang')
      .option('--title <text>', 'name of the network')
      .option('--unit-name <name>', 'name of the province in the list of administrative units')
      .option('--unit-code <code>', 'its code')
      .option('--core-name <name>', 'name of the core site')
      .option('--core-address <address>', 'address of the core site')
      .option('--language <language>', 'of messages and of the page: vi or en')
      .option('--listen <address:port>', 'where the page and the API are')
      .option('--data <folder>', 'for everything that is stored; relative to the configuration')
      .option('--smtp <host:port>', 'mail server for alarms; empty: none')
      .option('--mail-from <address>', 'sender of mails')
      .option('--mail-to <address>', 'who gets them')
      .option('--yes', 'asks nothing: what is usual is taken')
      .option('--force', 'overwrites what is there; the old files stay as .bak')
      .addHelpText(
        'after',
        '\nExamples:\n  canhmang init /etc/canhmang\n  canhmang init /etc/canhmang --yes --title "Mạng TSLCD tỉnh Lào Cai" --unit-name "Tỉnh Lào Cai" --unit-code 15 --core-address 10.105.0.1',
      ),
    async () => (await import('./commands/init.ts')).runInit,
  );
}

function addInventory(program: Command, runs: Runs): void {
  const commands = () => import('./commands/inventory.ts');
  const inventory = program
    .command('inventory')
    .description('what is watched: its files checked, compared, and taken over');
  runs(
    asTable(inventory.command('check').description('everything that is wrong, with file, row and column'))
      .addOption(configOption())
      .addHelpText('after', '\nExit code: 0 valid, 1 something is wrong, 2 usage.'),
    async () => (await commands()).runInventoryCheck,
  );
  runs(
    asTable(inventory.command('diff').description('what other files would change'))
      .argument('<folder>', 'with some of units.csv, sites.csv, devices.csv, lines.csv, rooms.csv')
      .addOption(configOption())
      .addHelpText('after', '\nExit code: 0 nothing changes, 1 something does or is wrong, 2 usage.'),
    async () => (await commands()).runInventoryDiff,
  );
  runs(
    asTable(
      inventory.command('import').description('takes other files over, after it has shown what they change'),
    )
      .argument('<folder>', 'with some of units.csv, sites.csv, devices.csv, lines.csv, rooms.csv')
      .option('--yes', 'writes them; without it only what would change is shown')
      .addOption(configOption())
      .addHelpText(
        'after',
        '\nExit code: 0 done or shown, 1 something is wrong: nothing is written, 2 usage.\n\nExamples:\n  canhmang inventory import ./from-excel --config /etc/canhmang/canhmang.yaml\n  canhmang inventory import ./from-excel --config /etc/canhmang/canhmang.yaml --yes',
      ),
    async () => (await commands()).runInventoryImport,
  );
}
