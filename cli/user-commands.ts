/** `canhmang user`: who may sign in at the page. For who may read the data folder: the way back in as well. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { PERSON_ROLES } from '../model/roles.ts';
import type { Runs } from './run-command.ts';
import { asTable, collect, configOption, dataOption, ownCollectorOption } from './shared-options.ts';

const onDisk = (command: Command) => command.addOption(configOption()).addOption(dataOption());
/** A link is printed, which leads to the page. */
const inviting = (command: Command) => onDisk(command).addOption(ownCollectorOption());
const roleOption = () => new Option('--role <role>', 'what they may do').choices(PERSON_ROLES);

export function addUserCommands(program: Command, runs: Runs): void {
  const user = program
    .command('user')
    .description('people who sign in at the page: list, add, change, and help those who are locked out');
  runs(
    onDisk(asTable(user.command('list').description('everybody, with role, units and state'))),
    async () => (await import('./commands/user.ts')).runUserList,
  );
  runs(
    inviting(
      user
        .command('add')
        .description('adds somebody and prints the link by which they set their password')
        .argument('<name>', 'to sign in with')
        .requiredOption('--full-name <name>', 'as others see it')
        .addOption(roleOption().default('viewer'))
        .option('--unit <code>', 'only this unit’s sites; as often as wanted', collect, []),
    ),
    async () => (await import('./commands/user.ts')).runUserAdd,
  );
  runs(
    onDisk(
      user
        .command('change')
        .description('changes name, role or units; shuts somebody out, or lets them in again')
        .argument('<name>', 'to sign in with')
        .option('--full-name <name>', 'as others see it')
        .addOption(roleOption())
        .option('--unit <code>', 'only this unit’s sites; as often as wanted', collect, [])
        .option('--everywhere', 'the whole province')
        .option('--disable', 'shuts out at once')
        .option('--enable', 'lets in again'),
    ),
    async () => (await import('./commands/user.ts')).runUserChange,
  );
  runs(
    inviting(
      user
        .command('reset')
        .description('prints a link for a new password; the old one is good until it is used')
        .argument('<name>', 'to sign in with')
        .option('--second-factor', 'takes the second factor away too: the telephone is lost'),
    ),
    async () => (await import('./commands/user.ts')).runUserReset,
  );
  runs(
    onDisk(
      user
        .command('unlock')
        .description('after too many wrong passwords: lets try again at once')
        .argument('<name>', 'to sign in with'),
    ),
    async () => (await import('./commands/user.ts')).runUserUnlock,
  );
  runs(
    onDisk(asTable(program.command('tokens').description('every token: for whom, for what, until when'))),
    async () => (await import('./commands/tokens.ts')).runTokens,
  );
}
