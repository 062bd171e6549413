/** `canhmang notify …`: whether messages arrive. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Runs } from './run-command.ts';
import { configOption, dataOption } from './shared-options.ts';

export function addNotifyCommands(program: Command, runs: Runs): void {
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
}
