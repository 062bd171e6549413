/** `canhmang agents bundle …`: new versions for the agents that were installed as one file. */
import type { Command } from 'commander';
import type { Runs } from './run-command.ts';
import { reachingCollector } from './shared-options.ts';

const withCollector = (command: Command) =>
  reachingCollector(command, 'access token; of an admin to change something');

export function addBundleCommands(agents: Command, runs: Runs): void {
  const commands = () => import('./commands/agents-bundle.ts');
  const bundle = agents
    .command('bundle')
    .description('new versions for agents that were installed as one file; those of a .deb come by apt');
  runs(
    bundle
      .command('key')
      .description(
        'makes the pair of keys: the private one into a file, the public one for the configuration',
      )
      .argument('<file>', 'of the private key; not there yet')
      .addHelpText('after', '\nExample:\n  canhmang agents bundle key /media/usb/canhmang-bundle.pem'),
    async () => (await commands()).runBundleKey,
  );
  runs(
    bundle
      .command('sign')
      .description('makes a signed bundle of the agent’s one file')
      .argument('<script>', 'canhmang-agent-VERSION.cjs')
      .requiredOption('--key <file>', 'private key')
      .option('--out <file>', 'where it goes; default: beside the script, as .bundle')
      .addHelpText(
        'after',
        '\nExample:\n  canhmang agents bundle sign canhmang-agent-0.2.0.cjs --key /media/usb/canhmang-bundle.pem',
      ),
    async () => (await commands()).runBundleSign,
  );
  runs(
    withCollector(
      bundle.command('offer').description('has the collector offer a signed bundle to its agents'),
    )
      .argument('<file>', 'signed bundle')
      .option('--agents <list>', 'only to these, ids with commas between: a few first; default: to all')
      .addHelpText(
        'after',
        '\nExit code: 0 offered, 1 refused, 2 usage, 3 the collector is not reached.\n\nExample:\n  canhmang agents bundle offer canhmang-agent-0.2.0.bundle --agents tram-tau,mu-cang-chai',
      ),
    async () => (await commands()).runBundleOffer,
  );
  runs(
    withCollector(
      bundle
        .command('withdraw')
        .description('offers it no more; agents that have it keep it')
        .addHelpText('after', '\nExample:\n  canhmang agents bundle withdraw'),
    ),
    async () => (await commands()).runBundleWithdraw,
  );
  runs(
    withCollector(bundle.command('status').description('what is offered, and how it stands at each agent'))
      .option('--json', 'as JSON')
      .option('--check', 'exit code 1 when an agent has refused it or gone back')
      .addHelpText('after', '\nExample:\n  canhmang agents bundle status --check'),
    async () => (await commands()).runBundleStatus,
  );
}
