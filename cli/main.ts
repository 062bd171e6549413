/** The commands of the program, one file each, loaded when it is called. */
import { Command, CommanderError, Option } from 'commander';
import { EXIT } from '../config/error.ts';
import { VERSION } from '../model/version.ts';
import type { AgentCommandOptions, AgentOption } from './agent-options.ts';
import { AGENT_OPTIONS, LANG_OPTION } from './agent-options.ts';
import { addDiagCommands } from './diag-commands.ts';
import { addExamples } from './examples.ts';
import { addHandlingCommands } from './handling-commands.ts';
import { addInstallationCommands } from './installation-commands.ts';
import { withSnmpOptions } from './snmp-options.ts';
import type { Terminal } from './terminal.ts';
import { explain, openTerminal } from './terminal.ts';

/** What every command gets: its options as commander read them, and how to speak. @returns the exit code. */
type Run<O, A extends string[] = string[]> = (terminal: Terminal, options: O, ...args: A) => Promise<number>;

const configOption = () =>
  new Option('--config <file>', 'configuration file; default: the demonstration').env('CANHMANG_CONFIG');
const dataOption = () =>
  new Option('--data <folder>', 'folder for everything that is stored').env('CANHMANG_DATA');
const listenOption = () =>
  new Option('--listen <address:port>', 'where the page and the API are; default 127.0.0.1:8105').env(
    'CANHMANG_LISTEN',
  );
const logLevelOption = () =>
  new Option('--log-level <level>', 'how much is logged')
    .choices(['debug', 'info', 'warn', 'error'])
    .default('info');
const singleAddressOption = () =>
  new Option('--single-address <choice>', 'ports of 127.0.0.1 instead of addresses')
    .choices(['auto', 'yes', 'no'])
    .hideHelp();

/** An option that may be given more than once. */
const collect = (value: string, before: string[]): string[] => [...before, value];

function agentOption({ flags, help, ...more }: AgentOption): Option {
  const option = new Option(flags, help);
  if (more.env !== undefined) option.env(more.env);
  if (more.choices) option.choices(more.choices);
  return more.default === undefined ? option : option.default(more.default);
}

/** Ties a command to its file; the file is read when the command is called. */
function runs<O, A extends string[]>(command: Command, load: () => Promise<Run<O, A>>): void {
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
}

/** `canhmang store …`: measurements out, in, and into another store. */
function addStoreCommands(program: Command): void {
  const store = program.command('store').description('the measurements: out, in, and into another store');
  const fromOption = () =>
    new Option(
      '--from <config>',
      'configuration of the old store; default: the embedded one of the data folder',
    );
  runs(
    store
      .command('export')
      .description(
        'writes the measurements to files, one a measurement and day; those that are there are kept',
      )
      .argument('<folder>', 'where the files go')
      .option('--format <format>', 'lines (line protocol), csv or parquet', 'lines')
      .option('--measurement <name>', 'only this one; as often as wanted', collect, [])
      .option('--since <time>', 'from this day or time on, such as 2026-11-23')
      .option('--until <time>', 'before this day or time')
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/store-export.ts')).runStoreExport,
  );
  runs(
    store
      .command('import')
      .description(
        'reads files of measurements into the store of the configuration; goes on where it was cut off',
      )
      .argument('<path>', 'a file, or a folder with files that were exported')
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/store-import.ts')).runStoreImport,
  );
  runs(
    store
      .command('migrate')
      .description(
        'copies the history of another store into that of the configuration, while a collector runs',
      )
      .addOption(fromOption())
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/store-migrate.ts')).runStoreMigrate,
  );
  runs(
    store
      .command('verify')
      .description('compares every value of another store with that of the configuration')
      .addOption(fromOption())
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/store-verify.ts')).runStoreVerify,
  );
}

/** `canhmang rules …`: what is wrong with rules, and what they would have raised. */
function addRulesCommands(program: Command): void {
  const rules = program
    .command('rules')
    .description('the rules that raise alarms: checked, and tried on what is stored');
  runs(
    rules
      .command('check')
      .description('shows everything that is wrong with a file of rules')
      .argument('<file>', 'YAML file (docs/rules.md)'),
    async () => (await import('./commands/rules-check.ts')).runRulesCheck,
  );
  runs(
    rules
      .command('test')
      .description('puts stored measurements through the rules and prints what would have been raised')
      .argument('<file>', 'YAML file (docs/rules.md)')
      .option('--since <time>', 'a duration such as 7d, or a day or time', '7d')
      .option('--site <site>', 'only measurements of this site')
      .addOption(new Option('--format <format>').choices(['table', 'json', 'csv']).default('table'))
      .option('--check', 'exit code 1 when something would have been raised')
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/rules-test.ts')).runRulesTest,
  );
}

/** `canhmang report …`: availability from the ledger. */
function addReportCommands(program: Command): void {
  const report = program.command('report').description('reports from the ledger');
  const choice = (flags: string, help: string, choices: readonly string[]) =>
    new Option(flags, help).choices(choices);
  runs(
    report
      .command('uptime')
      .description('availability, outages and contract targets of a period')
      .addOption(
        choice('--by <what>', 'what a row is', ['commune', 'district', 'site', 'class', 'carrier']).default(
          'site',
        ),
      )
      .requiredOption(
        '--period <period>',
        '2026-10-05, 2026-W41, 2026-10, 2026-Q4, 2026-H2, 2026, or a range of these: 2026-10-01..2026-10-15',
      )
      .addOption(
        choice('--format <format>', 'how it is written', [
          'table',
          'json',
          'csv',
          'html',
          'pdf',
          'xlsx',
        ]).default('table'),
      )
      .addOption(
        choice('--hours <hours>', 'round the clock, or service hours', ['all', 'service']).default('all'),
      )
      .addOption(
        choice('--aggregate <how>', 'how sites become one figure; default: as configured', [
          'mean',
          'worst',
          'weighted',
        ]),
      )
      .option('--unit <code>', 'only sites of this administrative unit')
      .option('--as-of <time>', 'what was known at this day or time; default: now')
      .option(
        '--units-as-of <day>',
        'administrative units of this day; default: as configured, else the period’s',
      )
      .option('--out <file>', 'where it goes; default: standard output')
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/report-uptime.ts')).runReportUptime,
  );
}

function buildProgram(): Command {
  const program = new Command('canhmang')
    .description('Watches a province’s dedicated network of many small, distant sites.')
    .version(VERSION)
    .addOption(agentOption(LANG_OPTION))
    .exitOverride()
    // What stands above a command may stand behind it too: `diag ping HOST --json`.
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError();

  runs(
    program
      .command('start')
      .description(
        'collector, the agents on this machine and, in the demonstration, the simulated sites; Ctrl-C stops all',
      )
      .addOption(configOption())
      .addOption(dataOption())
      .addOption(listenOption())
      .addOption(logLevelOption()),
    async () => (await import('./commands/start.ts')).runStart,
  );
  runs(
    program
      .command('collector')
      .description('the program at the province: stores, decides, alerts, shows')
      .addOption(configOption())
      .addOption(dataOption())
      .addOption(listenOption())
      .addOption(logLevelOption())
      .addOption(singleAddressOption()),
    async () => (await import('./commands/collector.ts')).runCollector,
  );
  const agent = program.command('agent').description('the program at a site: measures and sends');
  for (const option of Object.values(AGENT_OPTIONS)) agent.addOption(agentOption(option));
  runs(agent, async () => {
    const { runAgent } = await import('./commands/agent.ts');
    return (_terminal, options: AgentCommandOptions) => runAgent(options);
  });
  runs(
    agent
      .command('enroll')
      .description('gives a one-time code of the collector for a token, once; then `canhmang agent` starts')
      .requiredOption('--code <code>', 'from `canhmang agents code SITE` at the collector')
      .option('--ca <file>', 'PEM file of the authorities that are believed instead of the public ones')
      .option('--pin <sha256>', 'SHA-256 of the collector’s public key, as curl’s --pinnedpubkey takes it'),
    async () => (await import('./commands/agent-enroll.ts')).runEnroll,
  );
  const agents = program.command('agents').description('the agents of the installation');
  runs(
    agents
      .command('code')
      .description('makes a one-time code by which an agent gets its token')
      .argument('<agent>', 'its id in the configuration, or the id of the site it is in')
      .option('--valid <duration>', 'until it expires', '24h')
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/agents.ts')).runAgentsCode,
  );
  runs(
    agents
      .command('list')
      .description('when each was last heard, its version, its clock')
      .option('--json', 'as JSON')
      .option('--csv', 'as CSV')
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/agents.ts')).runAgentsList,
  );
  runs(
    agents
      .command('revoke')
      .description('takes an agent’s token away: its next request is refused')
      .argument('<agent>', 'its id')
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/agents.ts')).runAgentsRevoke,
  );
  runs(
    program
      .command('simulator')
      .description('plays the devices of the demonstration on loopback addresses')
      .addOption(configOption())
      .addOption(logLevelOption())
      .addOption(singleAddressOption()),
    async () => (await import('./commands/simulator.ts')).runSimulator,
  );
  runs(
    program
      .command('status')
      .description('the states and the open incidents')
      .option('--json', 'as JSON')
      .option('--csv', 'as CSV: how many sites are in each state')
      .addHelpText('after', '\nExamples:\n  canhmang status\n  canhmang status --check --json')
      .option('--check', 'exit code 1 when an incident is open')
      .addOption(
        new Option('--url <url>', 'address of the collector')
          .env('CANHMANG_URL')
          .default('http://127.0.0.1:8105'),
      )
      .addOption(new Option('--token <token>', 'access token').env('CANHMANG_TOKEN')),
    async () => (await import('./commands/status.ts')).runStatus,
  );
  runs(
    withSnmpOptions(program.command('probe'))
      .description('measures and prints line protocol')
      .argument('<kind>', 'ping, stamp, snmp, tcp, http, dns, sip, h323, throughput or host')
      .argument('[target]', 'address, with a port behind it where one is wanted')
      .option('--once', 'one measurement, then end')
      .option('--every <duration>', 'period of the measurement', '1s')
      .option('--timeout <duration>', 'an answer later than this is lost')
      .option('--packets <count>', 'ping, stamp: packets in a round')
      .option(
        '--set <key=value>',
        'a setting of the kind (docs/configuration.md); as often as wanted; a value is JSON or plain text',
        collect,
        [],
      )
      .addHelpText(
        'after',
        '\nExamples:\n  canhmang probe snmp 127.0.0.1:1161 --community public --once\n  canhmang probe ping 127.0.0.1 --once\n  canhmang probe sip 10.105.3.4 --set transport=tcp --once\n  canhmang probe http https://10.105.3.1/status --set expect_status=[200] --once',
      ),
    async () => (await import('./commands/probe.ts')).runProbe,
  );
  addDiagCommands(program, runs);
  runs(
    program
      .command('backup')
      .description('copies everything the running collector has into a new folder, while it works')
      .argument('<folder>', 'not there yet, or empty')
      .addOption(
        new Option('--url <url>', 'address of the collector; default: as configured').env('CANHMANG_URL'),
      )
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/backup.ts')).runBackup,
  );
  runs(
    program
      .command('restore')
      .description('checks a backup and puts it into new folders, from which the collector starts')
      .argument('<backup>', 'folder that `canhmang backup` made')
      .requiredOption('--data <folder>', 'where the data goes: not there yet, or empty')
      .option(
        '--config-folder <folder>',
        'where the configuration goes; default: the data folder’s name and -config',
      ),
    async () => (await import('./commands/backup.ts')).runRestore,
  );
  const notify = program.command('notify').description('test messages, and messages still to be delivered');
  const urlOption = () =>
    new Option('--url <url>', 'address of the collector; default: the configuration’s `listen`');
  const desk = (command: Command) =>
    command.addOption(urlOption()).addOption(configOption()).addOption(dataOption());
  runs(
    desk(
      notify
        .command('test')
        .description('sends a test message through the real channels and shows each step')
        .requiredOption('--to <name>', 'recipient of the configuration')
        .option('--json', 'as JSON'),
    ),
    async () => (await import('./commands/notify.ts')).runNotifyTest,
  );
  runs(
    desk(
      notify
        .command('outbox')
        .description(
          'messages that wait or were given up, with the reason; exit code 1 when any was given up',
        )
        .option('--json', 'as JSON'),
    ),
    async () => (await import('./commands/notify.ts')).runNotifyOutbox,
  );
  runs(
    desk(
      notify
        .command('retry')
        .description('tries failed messages again at once')
        .argument('[ids...]', 'numbers that `notify outbox` shows; default: all'),
    ),
    async () => (await import('./commands/notify.ts')).runNotifyRetry,
  );
  runs(
    program
      .command('token')
      .description(
        'makes a token for an agent, or with --access, --write or --admin for others; the holder’s earlier one ends',
      )
      .argument('<holder>', 'the agent’s id, or a name')
      .option('--access', 'for a person, to read with')
      .option('--write', 'for another program, to write measurements with (Telegraf, any InfluxDB client)')
      .option('--technician', 'for a person who reads, and has agents do tests (canhmang diag --from)')
      .option(
        '--site <site>',
        'with --write and --technician: only for this site; as often as wanted',
        collect,
        [],
      )
      .option('--admin', 'for who lets agents in and out through the API; reads as well')
      .option('--revoke', 'ends the holder’s token and makes none')
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/token.ts')).runToken,
  );
  addStoreCommands(program);
  addRulesCommands(program);
  addHandlingCommands(program, runs);
  addReportCommands(program);
  addInstallationCommands(program, runs);
  addExamples(program);
  return program;
}

try {
  await buildProgram().parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help and version are asked for; everything else that commander refuses is a matter of usage.
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
}
