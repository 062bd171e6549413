/** `canhmang report …`: availability from the ledger. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Runs } from './run-command.ts';
import { asTable, configOption, dataOption, ownCollectorOption } from './shared-options.ts';

export function addReportCommands(program: Command, runs: Runs): void {
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
  runs(
    report
      .command('evidence')
      .description(
        'evidence of a line’s outages for its carrier: a PDF, and all measurements around them as CSV',
      )
      .requiredOption('--line <site/line>', 'the line, or the site where it has only one')
      .requiredOption(
        '--period <period>',
        '2026-10-05, 2026-W41, 2026-10, 2026-Q4, 2026-H2, 2026, or a range of these: 2026-10-01..2026-10-15',
      )
      .requiredOption('--output <folder>', 'where the files go; made when it is not there')
      .option('--as-of <time>', 'what was known at this day or time; default: now')
      .addOption(ownCollectorOption())
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/report-evidence.ts')).runReportEvidence,
  );
  runs(
    asTable(
      report
        .command('scheduled')
        .description(
          'the reports that are made and sent by themselves: the next, the last, whether it arrived',
        ),
    )
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/report-scheduled.ts')).runReportScheduled,
  );
}
