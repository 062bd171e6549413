/** `canhmang status`, `incidents`, `ack`, `maintenance` and `sites`: what people do day by day, through the collector's API. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { CAUSES, SEVERITIES } from '../model/incident.ts';
import { SITE_CLASSES } from '../model/inventory.ts';
import { STATES } from '../model/state.ts';
import type { ApiOptions } from './api-client.ts';
import type { Runs } from './run-command.ts';
import { reachingCollector } from './shared-options.ts';

type ActOptions = ApiOptions & { readonly json?: boolean };

const withCollector = (command: Command) => reachingCollector(command).option('--json', 'as JSON');

const asList = (command: Command) => withCollector(command).option('--csv', 'as CSV');

export function addHandlingCommands(program: Command, runs: Runs): void {
  runs(
    withCollector(program.command('status').description('the states and the open incidents'))
      .option('--csv', 'as CSV: how many sites are in each state')
      .option('--check', 'exit code 1 when an incident is open')
      .addHelpText('after', '\nExamples:\n  canhmang status\n  canhmang status --check --json'),
    async () => (await import('./commands/status.ts')).runStatus,
  );
  addIncidentCommands(program, runs);
  addMaintenanceCommands(program, runs);
  runs(
    asList(program.command('sites').description('the sites and how they are'))
      .addOption(new Option('--state <state>', 'only in this state').choices(STATES))
      .addOption(new Option('--class <class>', 'only of this class').choices(SITE_CLASSES))
      .option('--unit <code>', 'only of this administrative unit or district')
      .option('--text <text>', 'words of name, id or unit, with marks or without'),
    async () => (await import('./commands/sites.ts')).runSites,
  );
}

function addIncidentCommands(program: Command, runs: Runs): void {
  const commands = () => import('./commands/incidents.ts');
  runs(
    withCollector(program.command('ack').description('acknowledges an incident: somebody is on it'))
      .argument('<number>')
      .option('--comment <text>', 'for the timeline'),
    async () => {
      const { runIncidentAct } = await commands();
      return (terminal, options: ActOptions & { readonly comment?: string }, number: string) =>
        runIncidentAct(terminal, options, 'acknowledge', number, textOf(options.comment));
    },
  );
  const incidents = program.command('incidents').description('the incidents, and what people do with them');
  runs(
    asList(incidents.command('list', { isDefault: true }).description('newest first'))
      .addOption(new Option('--state <state>', 'which').choices(['open', 'resolved', 'all']).default('open'))
      .option('--site <id>', 'only at this site')
      .option('--unit <code>', 'only in this administrative unit and those below it')
      .option('--kind <kind>', 'down, agent-silent, manual, or the name of a rule')
      .option('--severity <list>', `of ${SEVERITIES.join(', ')}; several with commas`)
      .addOption(new Option('--cause <cause>', 'only of this cause').choices([...CAUSES, 'none']))
      .option('--assignee <name>', 'only of this person, part of the name is enough; none: of nobody')
      .option('--since <time>', 'going on at or after this time, ISO 8601')
      .option('--until <time>', 'begun before this time, ISO 8601')
      .option('--text <text>', 'words of subject or title, with marks or without')
      .option('--limit <count>', 'at most this many', '200')
      .option('--check', 'exit code 1 when an incident that is listed is open'),
    async () => (await commands()).runIncidentsList,
  );
  runs(
    withCollector(incidents.command('show').description('one with its timeline')).argument('<number>'),
    async () => (await commands()).runIncidentsShow,
  );
  const act = <A extends string[]>(
    command: Command,
    word: 'comment' | 'assign' | 'cause' | 'resolve',
    bodyOf: (...args: A) => object,
  ) =>
    runs(withCollector(command), async () => {
      const { runIncidentAct } = await commands();
      return (terminal, options: ActOptions, number: string, ...args: A) =>
        runIncidentAct(terminal, options, word, number, bodyOf(...args));
    });
  act<[string]>(
    incidents
      .command('comment')
      .description('writes into the timeline')
      .argument('<number>')
      .argument('<text>'),
    'comment',
    (text) => ({ text }),
  );
  act<[string]>(
    incidents
      .command('assign')
      .description('gives it to somebody')
      .argument('<number>')
      .argument('<who>', '- for nobody'),
    'assign',
    (who) => ({ assignee: who === '-' ? null : who }),
  );
  act<[string, string]>(
    incidents
      .command('cause')
      .description('corrects the cause, also in the reports')
      .argument('<number>')
      .argument('<cause>', CAUSES.join(', '))
      .argument('<reason>'),
    'cause',
    (cause, text) => ({ cause, text }),
  );
  act<[string]>(
    incidents.command('resolve').description('ends it by hand').argument('<number>').argument('[text]'),
    'resolve',
    textOf,
  );
  runs(
    withCollector(incidents.command('open').description('opens one for what no measurement shows'))
      .argument('<subject>', 'id of a site, or room:ID, device:ID')
      .argument('<title>')
      .addOption(new Option('--severity <severity>', 'how bad').choices(SEVERITIES).default('warning')),
    async () => (await commands()).runIncidentsOpen,
  );
}

function textOf(text: string | undefined): object {
  return text === undefined || text === '' ? {} : { text };
}

function addMaintenanceCommands(program: Command, runs: Runs): void {
  const commands = () => import('./commands/maintenance.ts');
  const maintenance = program
    .command('maintenance')
    .description('windows in which nobody is told of outages');
  runs(
    asList(
      maintenance.command('list', { isDefault: true }).description('those that are on or to come'),
    ).option('--all', 'also those that are over'),
    async () => (await commands()).runMaintenanceList,
  );
  runs(
    withCollector(maintenance.command('add').description('makes a window'))
      .argument('<scope>', 'site:ID, unit:CODE with all below it, device:ID, line:ID or room:ID')
      .requiredOption('--start <time>', 'local time: 2026-11-29T22:00')
      .requiredOption('--end <time>', 'local time')
      .option('--rrule <rule>', 'again and again: FREQ=MONTHLY;BYDAY=-1SU (RFC 5545)')
      .requiredOption('--note <text>', 'what is done'),
    async () => (await commands()).runMaintenanceAdd,
  );
  runs(
    withCollector(
      maintenance.command('cancel').description('ends a window, and those that would follow'),
    ).argument('<number>'),
    async () => (await commands()).runMaintenanceCancel,
  );
}
