/** `/api/v1/users`: who may come in. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PERSON_ROLES, userName } from '../../../model/roles.ts';
import { INVITATION_VALID_MS, invitationUrl, invite } from '../../accounts/invitations.ts';
import { failuresOf, forgetAllFailures, waitMs } from '../../accounts/lock-out.ts';
import { dropSecondFactor } from '../../accounts/second-factor.ts';
import { addUser, changeUser, listUsers, userNamed } from '../../accounts/users.ts';
import type { LedgerReader } from '../../ledger/ledger.ts';
import type { UserRecord } from '../../ledger/schema.ts';
import { ApiRefusal } from '../errors.ts';
import { noteAct } from '../note-act.ts';
import { pageUrl } from '../page-url.ts';
import type { ApiContext, Route } from '../resource.ts';
import { iso, readParams } from '../resource.ts';
import { userInvitationSchema, userRowSchema } from '../schemas/accounts.ts';
import { listOf } from '../schemas/parts.ts';
import type { UserInvitation, UserRow } from '../types/accounts.ts';
import type { List } from '../types/parts.ts';
import { fullNameSchema, userNameSchema } from './setup.ts';

const scopeSchema = z.array(z.string().min(1).max(20)).max(200).describe('codes of units; empty: all');
const addSchema = z.strictObject({
  name: userNameSchema,
  fullName: fullNameSchema,
  role: z.enum(PERSON_ROLES),
  scope: scopeSchema.default([]),
});
const changeSchema = z.strictObject({
  fullName: fullNameSchema.optional(),
  role: z.enum(PERSON_ROLES).optional(),
  scope: scopeSchema.optional(),
  disabled: z.boolean().optional(),
});
const paramsSchema = z.object({ name: z.string().min(1).max(200) });

export function checkScope(scope: readonly string[] | undefined, { config }: ApiContext): void {
  const unknown = scope?.find((code) => !config.inventory.units.some((unit) => unit.code === code));
  if (unknown !== undefined) throw new ApiRefusal(400, 'unknown_unit', `there is no unit "${unknown}"`);
}

async function rowOf(ledger: LedgerReader, user: UserRecord, nowMs: number): Promise<UserRow> {
  const lockedMs = waitMs(await failuresOf(ledger, user.name), nowMs);
  return {
    name: user.name,
    fullName: user.full_name,
    role: user.role,
    scope: user.scope === '' ? [] : user.scope.split(','),
    disabled: user.disabled_ms !== null,
    isReady: user.password !== null,
    secondFactor: user.totp_secret !== null,
    createdAt: iso(user.created_ms),
    signedInAt: user.signed_in_ms === null ? null : iso(user.signed_in_ms),
    lockedUntil: lockedMs === 0 ? null : iso(nowMs + lockedMs),
  };
}

async function inviteTo(
  request: FastifyRequest,
  context: ApiContext,
  user: UserRecord,
): Promise<UserInvitation> {
  const { ledger, now } = context;
  const secret = await invite(ledger, user.id, now());
  return {
    user: await rowOf(ledger, user, now()),
    url: invitationUrl(pageUrl(request, context), secret),
    expires: iso(now() + INVITATION_VALID_MS),
  };
}

export const userRoutes: readonly Route[] = [
  {
    summary: 'The accounts of people',
    answer: listOf(userRowSchema),
    method: 'GET',
    url: '/api/v1/users',
    role: 'admin',
    async handle(_request, _reply, { ledger, now }): Promise<List<UserRow>> {
      const items: UserRow[] = [];
      for (const user of await listUsers(ledger)) items.push(await rowOf(ledger, user, now()));
      return { items, total: items.length };
    },
  },
  {
    summary: 'Makes an account, and a link by which its password is set',
    body: addSchema,
    answer: userInvitationSchema,
    status: 201,
    audit: 'user.add',
    method: 'POST',
    url: '/api/v1/users',
    role: 'admin',
    async handle(request, reply, context): Promise<UserInvitation> {
      const body = readParams(addSchema, request.body);
      checkScope(body.scope, context);
      const { ledger, now } = context;
      const user = await ledger.transaction().execute(async (transaction) => {
        const { name, role, scope } = body;
        await noteAct(request, context, transaction, { object: `user:${name}`, detail: { role, scope } });
        return addUser(transaction, body, now());
      });
      void reply.code(201);
      return inviteTo(request, context, user);
    },
  },
  {
    summary: 'Changes name, role or scope, closes an account or opens it again',
    params: paramsSchema,
    body: changeSchema,
    answer: userRowSchema,
    audit: 'user.change',
    method: 'POST',
    url: '/api/v1/users/:name',
    role: 'admin',
    async handle(request, _reply, context): Promise<UserRow> {
      const { name } = readParams(paramsSchema, request.params);
      const change = readParams(changeSchema, request.body ?? {});
      checkScope(change.scope, context);
      const { ledger, now } = context;
      const user = await ledger.transaction().execute(async (transaction) => {
        const object = `user:${userName(name)}`;
        await noteAct(request, context, transaction, { object, detail: change });
        return changeUser(transaction, name, change, now());
      });
      return rowOf(ledger, user, now());
    },
  },
  {
    summary: 'A new link by which the password is set',
    params: paramsSchema,
    answer: userInvitationSchema,
    audit: 'user.invite',
    method: 'POST',
    url: '/api/v1/users/:name/invite',
    role: 'admin',
    async handle(request, _reply, context): Promise<UserInvitation> {
      const { name } = readParams(paramsSchema, request.params);
      const user = await userNamed(context.ledger, name);
      await noteAct(request, context, context.ledger, { object: `user:${user.name}` });
      return inviteTo(request, context, user);
    },
  },
  {
    summary: 'Forgets wrong passwords: they may try again',
    params: paramsSchema,
    answer: userRowSchema,
    audit: 'user.unlock',
    method: 'POST',
    url: '/api/v1/users/:name/unlock',
    role: 'admin',
    async handle(request, _reply, context): Promise<UserRow> {
      const { name } = readParams(paramsSchema, request.params);
      const { ledger, now } = context;
      const user = await userNamed(ledger, name);
      await noteAct(request, context, ledger, { object: `user:${user.name}` });
      await forgetAllFailures(ledger, user);
      return rowOf(ledger, user, now());
    },
  },
  {
    summary: 'Takes a second factor away that was lost',
    params: paramsSchema,
    answer: userRowSchema,
    audit: 'user.second_factor',
    method: 'POST',
    url: '/api/v1/users/:name/second-factor/end',
    role: 'admin',
    async handle(request, _reply, context): Promise<UserRow> {
      const { name } = readParams(paramsSchema, request.params);
      const { ledger, now } = context;
      const user = await userNamed(ledger, name);
      await noteAct(request, context, ledger, { object: `user:${user.name}`, detail: { on: false } });
      await dropSecondFactor(ledger, user.id);
      return rowOf(ledger, await userNamed(ledger, name), now());
    },
  },
];
