/** `canhmang user`: people who sign in at the page, in the ledger of a data folder; also while the collector runs. */
import { AccountProblem } from '../../collector/accounts/account-problem.ts';
import { INVITATION_VALID_MS, invitationUrl, invite } from '../../collector/accounts/invitations.ts';
import { failuresOf, forgetFailures, waitMs } from '../../collector/accounts/lock-out.ts';
import { dropSecondFactor } from '../../collector/accounts/second-factor.ts';
import { addUser, changeUser, listUsers, userNamed } from '../../collector/accounts/users.ts';
import type { Ledger } from '../../collector/ledger/ledger.ts';
import type { UserRecord } from '../../collector/ledger/schema.ts';
import { EXIT, UserError } from '../../config/error.ts';
import type { MessageKey } from '../../config/messages.ts';
import { formatTime } from '../../config/messages.ts';
import type { PersonRole } from '../../model/roles.ts';
import { USER_NAME, userName } from '../../model/roles.ts';
import { withLedger } from '../ledger-on-disk.ts';
import { noteLocalAct } from '../note-act.ts';
import { ownCollectorUrl } from '../own-collector.ts';
import { configOf, dataFolderOf } from '../settings.ts';
import type { TableOptions } from '../table.ts';
import { printTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { checkUnits } from '../user-options.ts';

interface Place {
  readonly config?: string;
  readonly data?: string;
}
interface InvitingPlace extends Place {
  readonly url?: string;
}

/** What can be refused here: no password is typed. */
const REFUSALS = ['unknown_user', 'name_taken', 'last_admin'] as const;
function isOurs(code: string): code is (typeof REFUSALS)[number] {
  return REFUSALS.some((refusal) => refusal === code);
}

/** @throws UserError for what the accounts refuse. */
async function withAccounts<T>(options: Place, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  try {
    return await withLedger(dataFolderOf(options, configOf(options)), work);
  } catch (error) {
    if (!(error instanceof AccountProblem) || !isOurs(error.code)) throw error;
    throw new UserError(error.code, error.params);
  }
}

async function sayInvitation(
  { out, say, t, language }: Terminal,
  ledger: Ledger,
  user: UserRecord,
  options: InvitingPlace,
): Promise<void> {
  const config = configOf(options);
  const base = config.installation.public_url ?? ownCollectorUrl(options, config);
  const secret = await invite(ledger, user.id, Date.now());
  out(invitationUrl(base, secret));
  const until = formatTime(Date.now() + INVITATION_VALID_MS, language, config.installation.time_zone);
  say(t('user.invited', { name: user.name, until }));
}

type UserStanding = 'ready' | 'invited' | 'locked' | 'disabled';

function standingOf({ disabled_ms, password }: UserRecord, isLocked: boolean): UserStanding {
  if (disabled_ms !== null) return 'disabled';
  if (isLocked) return 'locked';
  return password === null ? 'invited' : 'ready';
}

export async function runUserList(terminal: Terminal, options: Place & TableOptions): Promise<number> {
  const { t, language } = terminal;
  const { time_zone: zone } = configOf(options).installation;
  const nowMs = Date.now();
  const users = await withAccounts(options, async (ledger) => {
    const records = await listUsers(ledger);
    return Promise.all(
      // As JSON they are printed as they are: no hash and no secret is among them.
      records.map(async (record) => ({
        name: record.name,
        fullName: record.full_name,
        role: record.role,
        units: record.scope === '' ? [] : record.scope.split(','),
        state: standingOf(record, waitMs(await failuresOf(ledger, record.name), nowMs) > 0),
        secondFactor: record.totp_secret !== null,
        signedInAt: record.signed_in_ms === null ? null : new Date(record.signed_in_ms).toISOString(),
      })),
    );
  });
  type Row = (typeof users)[number];
  const columns = {
    name: ({ name }: Row) => name,
    full_name: ({ fullName }: Row) => fullName,
    role: ({ role }: Row) => t(`user.role.${role}`),
    units: ({ units }: Row) => units.join(',') || t('user.everywhere'),
    state: ({ state }: Row) => t(`user.state.${state}`),
    second_factor: ({ secondFactor }: Row) => (secondFactor ? t('user.yes') : ''),
    signed_in: ({ signedInAt }: Row) =>
      signedInAt === null ? '' : formatTime(Date.parse(signedInAt), language, zone),
  };
  printTable(terminal, options, users, columns, (column) => t(`user.column.${column}` as MessageKey));
  return EXIT.ok;
}

export async function runUserAdd(
  terminal: Terminal,
  options: InvitingPlace & {
    readonly fullName: string;
    readonly role: PersonRole;
    readonly unit: readonly string[];
  },
  typed: string,
): Promise<number> {
  const name = userName(typed);
  if (!USER_NAME.test(name)) throw new UserError('user_name', { name: typed });
  const { fullName, role, unit: scope } = options;
  if (fullName.trim() === '') throw new UserError('user_full_name');
  checkUnits(scope, configOf(options));
  return withAccounts(options, async (ledger) => {
    const user = await ledger.transaction().execute(async (transaction) => {
      await noteLocalAct(transaction, 'user.add', `user:${name}`, { role, scope });
      return addUser(transaction, { name, fullName, role, scope }, Date.now());
    });
    await sayInvitation(terminal, ledger, user, options);
    return EXIT.ok;
  });
}

export async function runUserChange(
  { say, t }: Terminal,
  options: Place & {
    readonly fullName?: string;
    readonly role?: PersonRole;
    readonly unit: readonly string[];
    readonly everywhere?: boolean;
    readonly disable?: boolean;
    readonly enable?: boolean;
  },
  name: string,
): Promise<number> {
  const { fullName, role, unit, everywhere, disable, enable } = options;
  if ((disable && enable) || (everywhere && unit.length > 0)) throw new UserError('user_contradiction');
  checkUnits(unit, configOf(options));
  const scope = everywhere || unit.length > 0 ? unit : undefined;
  const change = { fullName, role, scope, disabled: disable ? true : enable ? false : undefined };
  return withAccounts(options, async (ledger) => {
    const user = await ledger.transaction().execute(async (transaction) => {
      await noteLocalAct(transaction, 'user.change', `user:${userName(name)}`, change);
      return changeUser(transaction, name, change, Date.now());
    });
    say(t('user.changed', { name: user.name }));
    return EXIT.ok;
  });
}

export async function runUserReset(
  terminal: Terminal,
  options: InvitingPlace & { readonly secondFactor?: boolean },
  name: string,
): Promise<number> {
  return withAccounts(options, async (ledger) => {
    const user = await userNamed(ledger, name);
    await noteLocalAct(ledger, 'user.invite', `user:${user.name}`);
    if (options.secondFactor) {
      await noteLocalAct(ledger, 'user.second_factor', `user:${user.name}`, { on: false });
      await dropSecondFactor(ledger, user.id);
    }
    await forgetFailures(ledger, user.name);
    await sayInvitation(terminal, ledger, user, options);
    return EXIT.ok;
  });
}

export async function runUserUnlock({ say, t }: Terminal, options: Place, name: string): Promise<number> {
  return withAccounts(options, async (ledger) => {
    const user = await userNamed(ledger, name);
    await noteLocalAct(ledger, 'user.unlock', `user:${user.name}`);
    await forgetFailures(ledger, user.name);
    say(t('user.unlocked', { name: user.name }));
    return EXIT.ok;
  });
}
