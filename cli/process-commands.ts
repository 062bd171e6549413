/** The programs that run until they are told to stop: `canhmang start`, `collector` and `simulator`. */
import type { Command } from 'commander';
import type { Runs } from './run-command.ts';
import {
  configOption,
  dataOption,
  listenOption,
  logLevelOption,
  singleAddressOption,
} from './shared-options.ts';

export function addProcessCommands(program: Command, runs: Runs): void {
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
  runs(
    program
      .command('simulator')
      .description('plays the devices of the demonstration on loopback addresses')
      .addOption(configOption())
      .addOption(logLevelOption())
      .addOption(singleAddressOption()),
    async () => (await import('./commands/simulator.ts')).runSimulator,
  );
}
