/** `canhmang probe`: one kind of measurement, by itself. */
import type { Command } from 'commander';
import type { Runs } from './run-command.ts';
import { collect } from './shared-options.ts';
import { withSnmpOptions } from './snmp-options.ts';

export function addProbeCommand(program: Command, runs: Runs): void {
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
}
