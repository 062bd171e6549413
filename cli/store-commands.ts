/** `canhmang store …`: measurements out, in, and into another store. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Runs } from './run-command.ts';
import { collect, configOption, dataOption, ownCollectorOption } from './shared-options.ts';

export function addStoreCommands(program: Command, runs: Runs): void {
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
        'writes the measurements to files, one a measurement and day, also beside a running collector',
      )
      .argument('<folder>', 'where the files go')
      .option('--format <format>', 'lines (line protocol), csv or parquet', 'lines')
      .option('--measurement <name>', 'only this one; as often as wanted', collect, [])
      .option('--since <time>', 'from this day or time on, such as 2026-11-23')
      .option('--until <time>', 'before this day or time')
      .addOption(ownCollectorOption())
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
