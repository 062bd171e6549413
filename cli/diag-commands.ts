/** `canhmang diag …`: the guided diagnosis and the single tests, here or from a site's agent. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { UserError } from '../config/error.ts';
import type { LiveTest, SnmpAction } from '../model/diag-tests.ts';
import { PATH_PROTOCOLS, SNMP_ACTIONS } from '../model/diag-tests.ts';
import type { DiagOptions } from './commands/diag.ts';
import type { DiagLiveOptions } from './commands/diag-live.ts';
import type { PathOptions } from './commands/diag-once.ts';
import type { DiagSnmpOptions } from './commands/diag-snmp.ts';
import type { RemoteOptions } from './remote/run-remote.ts';
import type { Run, Runs } from './run-command.ts';
import { snmpCredentialOf, withSnmpOptions } from './snmp-options.ts';

const TESTS: Readonly<Record<LiveTest, string>> = {
  ping: 'echo requests',
  link: 'STAMP to a reflector: does the line carry an HD meeting?',
  sip: 'asks a SIP device for its options',
  h323: 'connects to an H.323 device',
  http: 'fetches a page',
  dns: 'asks a name server for the root',
};

type Remote = Partial<RemoteOptions>;

/** Where `--from` names a site, its agent does it; otherwise this machine. */
function hereOrThere<O extends Remote, A extends string[]>(
  here: () => Promise<Run<O, A>>,
  testOf: (options: O, ...args: A) => object,
): () => Promise<Run<O, A>> {
  return async () =>
    async (terminal, options, ...args) => {
      if (options.from === undefined) return (await here())(terminal, options, ...args);
      const { readTest, runRemote } = await import('./remote/run-remote.ts');
      return runRemote(terminal, options as O & RemoteOptions, readTest(testOf(options, ...args)));
    };
}

export function addDiagCommands(program: Command, runs: Runs): void {
  const diag = program
    .command('diag')
    .description(
      'finds out whose fault it is: office, router, carrier or core; needs no configuration and no root',
    )
    .option('--core <address>', 'the province core; default: as this machine’s agent was told')
    .option('--hub <address>', 'the district hub')
    .option('--collector <url>', 'the collector; default: as this machine’s agent was enrolled')
    .option('--dns <address>', 'name server; default: those of this machine')
    .option(
      '--ntp <address>',
      'time server that the clock is compared with; default: the agent’s, else the collector',
    )
    .option('--packets <count>', 'echo requests to gateway, hub and core each', '100')
    .option('--data <folder>', 'folder of this machine’s agent')
    .option('--from <site>', 'the agent of this site does it, any of these tests; needs a technician’s token')
    .option('--limit <duration>', 'with --from: the most that it takes, up to 30m', '5m')
    .addOption(
      new Option('--url <url>', 'with --from: address of the collector')
        .env('CANHMANG_URL')
        .default('http://127.0.0.1:8105'),
    )
    .addOption(new Option('--token <token>', 'with --from: technician’s token').env('CANHMANG_TOKEN'))
    .option('--json', 'as JSON')
    .option('--csv', 'as CSV')
    .addHelpText(
      'after',
      '\nExit code: 0 no fault found, 1 a fault was found, 2 usage, 3 with --from: collector or agent not reached.\n\nExamples:\n  canhmang diag\n  canhmang diag --core 10.105.0.1 --hub 10.105.1.254 --collector https://10.105.0.1:8105\n  canhmang diag --core 10.105.0.1 --json\n  canhmang diag --from tram-tau\n  canhmang diag ping 10.105.0.1 --from tram-tau --count 20',
    );
  runs(
    diag,
    hereOrThere<DiagOptions & Remote, []>(
      async () => (await import('./commands/diag.ts')).runDiag,
      ({ core, hub, dns, ntp, packets }) => ({
        test: 'guided',
        core,
        hub,
        dns,
        ntp,
        packets: Number(packets),
      }),
    ),
  );
  addLiveTests(diag, runs);
  addSnmp(diag, runs);
  addOnceTests(diag, runs);
}

/** What a live test repeats, as numbers where they are numbers: the schema says what does not fit. */
function repeated({ every, count }: DiagLiveOptions) {
  return { every, ...(count === undefined ? {} : { count: Number(count) }) };
}

function asLive(command: Command): Command {
  return command
    .option('--every <duration>', 'between two measurements, 200ms or more', '1s')
    .option('--count <count>', 'ends after so many');
}

function addLiveTests(diag: Command, runs: Runs): void {
  for (const name of Object.keys(TESTS) as LiveTest[]) {
    const single = asLive(
      diag
        .command(name)
        .description(`${TESTS[name]}; live until Ctrl-C, which sums it up`)
        .argument('<host>', 'address, with a port behind it where one is wanted'),
    ).addHelpText(
      'after',
      `\nExit code: 0 fine, 1 lost 1 % or more, 2 usage, 3 no answer.\n\nExamples:\n  canhmang diag ${name} 10.105.0.1 --count 20\n  canhmang diag ${name} 10.105.0.1 --from tram-tau`,
    );
    runs(
      single,
      hereOrThere<DiagLiveOptions & Remote, [string]>(
        async () => {
          const { runDiagLive } = await import('./commands/diag-live.ts');
          return (terminal, options, host) => runDiagLive(terminal, options, name, host);
        },
        (options, host) => ({ test: name, host, ...repeated(options) }),
      ),
    );
  }
}

const SNMP_HELP = `
What: nothing, to see how long a poll takes; get OID…; walk [OID…]; rates, of the interfaces, live.
An OID is written in numbers or by its name: sysUpTime, ifName.3, UPS-MIB::upsBatteryStatus.

Exit code: 0 fine, 1 nothing there, or 1 % or more lost, 2 usage, 3 no answer.

Examples:
  canhmang diag snmp 10.105.0.1 get sysDescr sysUpTime
  canhmang diag snmp 10.105.0.1 walk ifXTable --community secret
  canhmang diag snmp 10.105.0.1 rates --every 5s
  canhmang diag snmp 10.105.3.1 walk 1.3.6.1.4.1.318 --from tram-tau --csv`;

function addSnmp(diag: Command, runs: Runs): void {
  const snmp = withSnmpOptions(
    asLive(
      diag
        .command('snmp')
        .description('asks a device by SNMP: how long it takes, single values, whole trees, interface rates')
        .argument('<host>', 'address, with a port behind it where it is not 161')
        .argument('[what]', 'get, walk or rates')
        .argument('[oids...]', 'in numbers or by name'),
    ),
  ).addHelpText('after', SNMP_HELP);
  type Options = DiagSnmpOptions & DiagLiveOptions & Remote;
  runs(
    snmp,
    hereOrThere<Options, [string, string, string]>(
      async () => async (terminal, options, host, what, oids) => {
        const action = actionOf(what);
        if (action === 'get' || action === 'walk') {
          const { runDiagSnmp } = await import('./commands/diag-snmp.ts');
          return runDiagSnmp(terminal, options, action, host, listOf(oids));
        }
        if (action === 'rates') {
          const { runDiagSnmpRates } = await import('./commands/diag-snmp-rates.ts');
          return runDiagSnmpRates(terminal, options, host);
        }
        return (await import('./commands/diag-live.ts')).runDiagLive(terminal, options, 'snmp', host);
      },
      (options, host, what, oids) => ({
        ...{ test: 'snmp', action: actionOf(what), host, oids: listOf(oids) },
        ...{ credential: snmpCredentialOf(options), ...repeated(options) },
      }),
    ),
  );
}

function actionOf(what: string): SnmpAction {
  if (what === '') return 'poll';
  const action = SNMP_ACTIONS.find((known) => known === what);
  if (action === undefined) throw new UserError('snmp_what', { value: what });
  return action;
}

/** A list of arguments comes as one text. */
function listOf(oids: string): string[] {
  return oids === '' ? [] : oids.split(',');
}

function addOnceTests(diag: Command, runs: Runs): void {
  runs(
    diag
      .command('path')
      .description('the way to a host, router by router')
      .argument('<host>', 'address or name')
      .addOption(
        new Option('--protocol <protocol>', 'what is sent; udp and tcp need `traceroute` or `tracepath`')
          .choices(PATH_PROTOCOLS)
          .default('icmp'),
      )
      .option('--port <port>', 'of udp and tcp; default: 33434, of tcp 443')
      .addHelpText(
        'after',
        '\nExit code: 0 reached, 1 the way ends before, 2 usage, 3 nothing can be sent.\n\nExamples:\n  canhmang diag path 10.105.0.1\n  canhmang diag path 10.105.0.1 --protocol tcp --port 8105',
      ),
    hereOrThere<PathOptions & Remote, [string]>(
      async () => (await import('./commands/diag-once.ts')).runDiagPath,
      ({ protocol, port }, host) => ({
        ...{ test: 'path', host, protocol },
        ...(port === undefined ? {} : { port: Number(port) }),
      }),
    ),
  );
  runs(
    diag
      .command('mtu')
      .description('the largest packet that reaches a host whole')
      .argument('<host>', 'address or name')
      .addHelpText(
        'after',
        '\nExit code: 0 fine, 1 large packets do not pass, 2 usage, 3 no answer.\n\nExample:\n  canhmang diag mtu 10.105.0.1',
      ),
    hereOrThere<PathOptions & Remote, [string]>(
      async () => (await import('./commands/diag-once.ts')).runDiagMtu,
      (_options, host) => ({ test: 'mtu', host }),
    ),
  );
}
