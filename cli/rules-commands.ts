/** `canhmang rules …`: what is wrong with rules, and what they would have raised. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Runs } from './run-command.ts';
import { configOption, dataOption, ownCollectorOption } from './shared-options.ts';

export function addRulesCommands(program: Command, runs: Runs): void {
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
      .addOption(dataOption())
      .addOption(ownCollectorOption()),
    async () => (await import('./commands/rules-test.ts')).runRulesTest,
  );
}
