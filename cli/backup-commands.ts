/** `canhmang backup` and `canhmang restore`. */
import type { Command } from 'commander';
import type { Runs } from './run-command.ts';
import { configOption, dataOption, ownCollectorOption } from './shared-options.ts';

export function addBackupCommands(program: Command, runs: Runs): void {
  runs(
    program
      .command('backup')
      .description('copies everything the running collector has into a new folder, while it works')
      .argument('<folder>', 'not there yet, or empty')
      .addOption(ownCollectorOption())
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
}
