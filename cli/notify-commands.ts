/** `canhmang notify`: who is told, and what became of messages. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Runs } from './run-command.ts';
import { configOption, dataOption } from './shared-options.ts';

function desk(command: Command): Command {
  return command
    .addOption(new Option('--url <url>', 'address of the collector; default: the configuration’s `listen`'))
    .addOption(configOption())
    .addOption(dataOption())
    .option('--json', 'as JSON');
}

export function addNotifyCommands(program: Command, runs: Runs): void {
  const commands = () => import('./commands/notify.ts');
  const notify = program
    .command('notify')
    .description('who is on duty, test messages, and messages still to be delivered');
  runs(
    desk(
      notify
        .command('test')
        .description('sends a test message through the real channels and shows each step')
        .requiredOption('--to <name>', 'recipient of the configuration'),
    ),
    async () => (await commands()).runNotifyTest,
  );
  runs(
    desk(
      notify
        .command('duty')
        .description('who is on duty, until when, and who comes next')
        .option('--at <time>', 'then instead of now; local time of the installation, 2026-11-29T22:00'),
    ),
    async () => (await commands()).runNotifyDuty,
  );
  runs(
    desk(
      notify
        .command('outbox')
        .description(
          'messages that wait or were given up, with the reason; exit code 1 when any was given up',
        ),
    ),
    async () => (await commands()).runNotifyOutbox,
  );
  runs(
    desk(
      notify
        .command('retry')
        .description('tries failed messages again at once, to where people are reached now')
        .argument('[ids...]', 'numbers that `notify outbox` shows; default: all'),
    ),
    async () => (await commands()).runNotifyRetry,
  );
  runs(
    desk(
      notify
        .command('discard')
        .description('messages that were given up and that nobody needs any more')
        .argument('<ids...>', 'numbers that `notify outbox` shows'),
    ),
    async () => (await commands()).runNotifyDiscard,
  );
}
