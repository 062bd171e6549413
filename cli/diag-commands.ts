/** `canhmang diag …`: the guided diagnosis and the single tests. */
import type { Command } from 'commander';
import type { DiagLiveOptions } from './commands/diag-live.ts';
import type { Runs } from './run-command.ts';

const LIVE_TESTS = [
  ['ping', 'echo requests'],
  ['link', 'STAMP to a reflector: does the line carry an HD meeting?'],
  ['sip', 'asks a SIP device for its options'],
  ['h323', 'connects to an H.323 device'],
  ['http', 'fetches a page'],
  ['dns', 'asks a name server for the root'],
  ['snmp', 'polls a device: how long it takes to answer'],
] as const;

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
    .option('--json', 'as JSON')
    .option('--csv', 'as CSV')
    .addHelpText(
      'after',
      '\nExit code: 0 no fault found, 1 a fault was found, 2 usage.\n\nExamples:\n  canhmang diag\n  canhmang diag --core 10.105.0.1 --hub 10.105.1.254 --collector https://10.105.0.1:8105\n  canhmang diag --core 10.105.0.1 --json',
    );
  runs(diag, async () => (await import('./commands/diag.ts')).runDiag);
  addSingleTests(diag, runs);
}

/** `canhmang diag ping HOST` and its like. `--json` and `--csv` are those of `diag`. */
function addSingleTests(diag: Command, runs: Runs): void {
  for (const [name, description] of LIVE_TESTS) {
    const single = diag
      .command(name)
      .description(`${description}; live until Ctrl-C, which sums it up`)
      .argument('<host>', 'address, with a port behind it where one is wanted')
      .option('--every <duration>', 'between two measurements, 200ms or more', '1s')
      .option('--count <count>', 'ends after so many');
    if (name === 'snmp') single.option('--community <community>', 'community of version 2c', 'public');
    single.addHelpText(
      'after',
      `\nExit code: 0 fine, 1 lost 1 % or more, 2 usage, 3 no answer.\n\nExample:\n  canhmang diag ${name} 10.105.0.1 --count 20`,
    );
    runs(single, async () => {
      const { runDiagLive } = await import('./commands/diag-live.ts');
      return (terminal, options: DiagLiveOptions, host) => runDiagLive(terminal, options, name, host);
    });
  }
  runs(
    diag
      .command('path')
      .description('the way to a host, router by router (ICMP)')
      .argument('<host>', 'address or name'),
    async () => (await import('./commands/diag-once.ts')).runDiagPath,
  );
  runs(
    diag
      .command('mtu')
      .description('the largest packet that reaches a host whole')
      .argument('<host>', 'address or name'),
    async () => (await import('./commands/diag-once.ts')).runDiagMtu,
  );
}
