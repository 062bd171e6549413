/** Options that more than one command has. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { AgentOption } from './agent-options.ts';

export const configOption = () =>
  new Option('--config <file>', 'configuration file; default: the demonstration').env('CANHMANG_CONFIG');
export const dataOption = () =>
  new Option('--data <folder>', 'folder for everything that is stored').env('CANHMANG_DATA');
export const listenOption = () =>
  new Option('--listen <address:port>', 'where the page and the API are; default 127.0.0.1:8105').env(
    'CANHMANG_LISTEN',
  );
/** Of what is done beside the collector of the configuration. */
export const ownCollectorOption = () =>
  new Option('--url <url>', 'address of the collector; default: as configured').env('CANHMANG_URL');
export const logLevelOption = () =>
  new Option('--log-level <level>', 'how much is logged')
    .choices(['debug', 'info', 'warn', 'error'])
    .default('info');
export const singleAddressOption = () =>
  new Option('--single-address <choice>', 'ports of 127.0.0.1 instead of addresses')
    .choices(['auto', 'yes', 'no'])
    .hideHelp();

/** Of what asks a collector that runs. */
export function reachingCollector(command: Command, tokenHelp = 'access token'): Command {
  return command
    .addOption(
      new Option('--url <url>', 'address of the collector')
        .env('CANHMANG_URL')
        .default('http://127.0.0.1:8105'),
    )
    .addOption(new Option('--token <token>', tokenHelp).env('CANHMANG_TOKEN'));
}

/** Of what lists rows. */
export function asTable(command: Command): Command {
  return command.option('--json', 'as JSON').option('--csv', 'as CSV');
}

/** An option that may be given more than once. */
export const collect = (value: string, before: string[]): string[] => [...before, value];

/** An option as agent-options.ts writes it down. */
export function agentOption({ flags, help, ...more }: AgentOption): Option {
  const option = new Option(flags, help);
  if (more.env !== undefined) option.env(more.env);
  if (more.choices) option.choices(more.choices);
  return more.default === undefined ? option : option.default(more.default);
}
