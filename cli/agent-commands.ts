/** `canhmang agent …` at a site; `canhmang agents …` and `canhmang token` beside the collector. */
import type { Command } from 'commander';
import type { AgentCommandOptions } from './agent-options.ts';
import { AGENT_OPTIONS } from './agent-options.ts';
import { addBundleCommands } from './bundle-commands.ts';
import type { Runs } from './run-command.ts';
import { agentOption, collect, configOption, dataOption } from './shared-options.ts';

export function addAgentCommand(program: Command, runs: Runs): void {
  const agent = program.command('agent').description('the program at a site: measures and sends');
  for (const option of Object.values(AGENT_OPTIONS)) agent.addOption(agentOption(option));
  runs(agent, async () => {
    const { runAgent } = await import('./commands/agent.ts');
    return (_terminal, options: AgentCommandOptions) => runAgent(options);
  });
  runs(
    agent
      .command('enroll')
      .description('gives a one-time code of the collector for a token, once; then `canhmang agent` starts')
      .requiredOption('--code <code>', 'from `canhmang agents code SITE` at the collector')
      .option('--ca <file>', 'PEM file of the authorities that are believed instead of the public ones')
      .option('--pin <sha256>', 'SHA-256 of the collector’s public key, as curl’s --pinnedpubkey takes it'),
    async () => (await import('./commands/agent-enroll.ts')).runEnroll,
  );
  runs(
    agent
      .command('self-test')
      .description('whether this program could be this agent: its folder, its configuration, its collector')
      .addHelpText(
        'after',
        '\nExit code: 0 it could, 1 it could not, 2 usage, 3 the collector is not reached.\n\nExample:\n  canhmang agent self-test --data /var/lib/canhmang-agent',
      ),
    async () => (await import('./commands/agent-self-test.ts')).runAgentSelfTest,
  );
}

export function addAgentsCommands(program: Command, runs: Runs): void {
  const agents = program.command('agents').description('the agents of the installation');
  runs(
    agents
      .command('code')
      .description('makes a one-time code by which an agent gets its token')
      .argument('<agent>', 'its id in the configuration, or the id of the site it is in')
      .option('--valid <duration>', 'until it expires', '24h')
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/agents.ts')).runAgentsCode,
  );
  runs(
    agents
      .command('list')
      .description('when each was last heard, its version, its clock')
      .option('--json', 'as JSON')
      .option('--csv', 'as CSV')
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/agents.ts')).runAgentsList,
  );
  runs(
    agents
      .command('revoke')
      .description('takes an agent’s token away: its next request is refused')
      .argument('<agent>', 'its id')
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/agents.ts')).runAgentsRevoke,
  );
  addBundleCommands(agents, runs);
  runs(
    program
      .command('token')
      .description(
        'makes a token for an agent, or with --viewer, --write or --admin for others; the holder’s earlier one ends',
      )
      .argument('<holder>', 'the agent’s id, or a name')
      .option('--viewer', 'for who looks at everything and changes nothing')
      .option('--technician', 'for who looks, and has agents do tests (canhmang diag --from)')
      .option('--operator', 'for who does that too, and handles incidents and maintenance')
      .option('--admin', 'for who may do everything; lets people and agents in and out')
      .option('--write', 'for another program, to write measurements with (Telegraf, any InfluxDB client)')
      .option(
        '--site <site>',
        'with --write and --technician: only for this site; as often as wanted',
        collect,
        [],
      )
      .option('--unit <code>', 'of a person: only for this unit’s sites; as often as wanted', collect, [])
      .option('--valid <duration>', 'ends by itself after this long, like 90d')
      .option('--revoke', 'ends the holder’s token and makes none')
      .addOption(configOption())
      .addOption(dataOption()),
    async () => (await import('./commands/token.ts')).runToken,
  );
}
