/** `/api/v1/account`: what people do with their own account. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AccountProblem } from '../../accounts/account-problem.ts';
import { hashPassword } from '../../accounts/passwords.ts';
import {
  dropSecondFactor,
  newRecoveryCodes,
  newTotpSecret,
  stepOfCode,
  totpUri,
} from '../../accounts/second-factor.ts';
import { endSession, sessionsOf } from '../../accounts/sessions.ts';
import { confirm } from '../../accounts/sign-in.ts';
import { checkPassword, setPassword } from '../../accounts/users.ts';
import type { UserRecord } from '../../ledger/schema.ts';
import { ApiRefusal, comeBackLater } from '../errors.ts';
import { noteAct } from '../note-act.ts';
import type { ApiContext, Route } from '../resource.ts';
import { iso, readParams } from '../resource.ts';
import {
  accountSessionSchema,
  secondFactorConfirmedSchema,
  secondFactorOfferSchema,
} from '../schemas/accounts.ts';
import { listOf } from '../schemas/parts.ts';
import type { AccountSession, SecondFactorConfirmed, SecondFactorOffer } from '../types/accounts.ts';
import type { List } from '../types/parts.ts';

const MAX_LENGTH = 1_000;
const password = z.string().min(1).max(MAX_LENGTH);
const passwordSchema = z.strictObject({ old: password, new: password });
const beginSchema = z.strictObject({ password });
const confirmSchema = beginSchema.extend({
  secret: z.string().regex(/^[A-Z2-7]{32}$/),
  code: z.string().min(1).max(20),
});
const idSchema = z.object({ id: z.coerce.number().int().min(1) });

/** @throws ApiRefusal 409 for who came by a token, or without anything. */
async function ownAccount({ holder }: FastifyRequest, { ledger }: ApiContext): Promise<UserRecord> {
  const id = holder?.user;
  const user =
    id === undefined
      ? undefined
      : await ledger.selectFrom('user').selectAll().where('id', '=', id).executeTakeFirst();
  if (!user) throw new ApiRefusal(409, 'no_account', 'a token has no account; sign in with a name');
  return user;
}

/** @throws AccountProblem `wrong_password`; whoever finds a page open guesses no faster than at the door. */
async function confirmPassword(
  request: FastifyRequest,
  { limits, ledger, now }: ApiContext,
  user: UserRecord,
  typed: string,
): Promise<void> {
  const waitS = limits.signIns.take(request.ip);
  if (waitS > 0) throw comeBackLater(429, 'too_many_tries', 'too many tries; come back later', waitS);
  const result = await confirm(ledger, user, typed, now);
  if (result.kind === 'locked')
    throw comeBackLater(429, 'locked', 'too many wrong passwords at this page', result.waitMs / 1_000);
  if (result.kind === 'wrong') throw new AccountProblem('wrong_password', {});
}

export const accountRoutes: readonly Route[] = [
  {
    summary: 'Where one’s own account is signed in',
    answer: listOf(accountSessionSchema),
    method: 'GET',
    url: '/api/v1/account/sessions',
    role: 'viewer',
    reach: 'none',
    async handle(request, _reply, context): Promise<List<AccountSession>> {
      const user = await ownAccount(request, context);
      const rows = await sessionsOf(context.ledger, user.id, context.now());
      const items = rows.map(({ id, createdMs, seenMs, address, program }) => ({
        ...{ id, isThis: id === request.holder?.id, address, program },
        ...{ since: iso(createdMs), seen: iso(seenMs) },
      }));
      return { items, total: items.length };
    },
  },
  {
    summary: 'Signs out there',
    params: idSchema,
    status: 204,
    audit: 'session.end',
    method: 'DELETE',
    url: '/api/v1/account/sessions/:id',
    role: 'viewer',
    reach: 'none',
    async handle(request, reply, context) {
      const { id } = readParams(idSchema, request.params);
      const user = await ownAccount(request, context);
      const own = await sessionsOf(context.ledger, user.id, context.now());
      if (!own.some((session) => session.id === id))
        throw new ApiRefusal(404, 'unknown_session', 'there is no such session of yours');
      await noteAct(request, context, context.ledger, {
        object: `user:${user.name}`,
        detail: { session: id },
      });
      await endSession(context.ledger, id);
      return reply.code(204).send();
    },
  },
  {
    summary: 'Changes one’s own password',
    body: passwordSchema,
    status: 204,
    audit: 'user.password',
    method: 'POST',
    url: '/api/v1/account/password',
    role: 'viewer',
    reach: 'none',
    async handle(request, reply, context) {
      const body = readParams(passwordSchema, request.body);
      const user = await ownAccount(request, context);
      await confirmPassword(request, context, user, body.old);
      checkPassword(user, body.new);
      await noteAct(request, context, context.ledger, { object: `user:${user.name}` });
      await setPassword(
        context.ledger,
        user,
        await hashPassword(body.new),
        context.now(),
        request.holder?.id,
      );
      return reply.code(204).send();
    },
  },
  {
    summary: 'A secret for an authenticator; it counts once it is confirmed',
    body: beginSchema,
    answer: secondFactorOfferSchema,
    method: 'POST',
    url: '/api/v1/account/second-factor',
    role: 'viewer',
    reach: 'none',
    async handle(request, _reply, context): Promise<SecondFactorOffer> {
      const body = readParams(beginSchema, request.body);
      const user = await ownAccount(request, context);
      await confirmPassword(request, context, user, body.password);
      const secret = newTotpSecret();
      return { secret, uri: totpUri(secret, user.name, context.config.installation.title) };
    },
  },
  {
    summary: 'Confirms it by a code: signing in needs one from then on',
    body: confirmSchema,
    answer: secondFactorConfirmedSchema,
    audit: 'user.second_factor',
    method: 'POST',
    url: '/api/v1/account/second-factor/confirm',
    role: 'viewer',
    reach: 'none',
    async handle(request, _reply, context): Promise<SecondFactorConfirmed> {
      const { secret, code, password: typed } = readParams(confirmSchema, request.body);
      const user = await ownAccount(request, context);
      const { ledger, now } = context;
      // Once more: whoever finds a page open could bring a secret of their own, and keep the owner out with it.
      await confirmPassword(request, context, user, typed);
      const step = stepOfCode(secret, code, 0, now());
      if (step === undefined) throw new AccountProblem('wrong_code', {});
      await noteAct(request, context, ledger, { object: `user:${user.name}`, detail: { on: true } });
      return ledger.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('user')
          .set({ totp_secret: secret, totp_step: step })
          .where('id', '=', user.id)
          .execute();
        return { recoveryCodes: await newRecoveryCodes(transaction, user.id) };
      });
    },
  },
  {
    summary: 'Signing in needs no code any more',
    body: beginSchema,
    status: 204,
    audit: 'user.second_factor',
    method: 'POST',
    url: '/api/v1/account/second-factor/end',
    role: 'viewer',
    reach: 'none',
    async handle(request, reply, context) {
      const body = readParams(beginSchema, request.body);
      const user = await ownAccount(request, context);
      if (user.totp_secret === null) throw new AccountProblem('no_second_factor', {});
      await confirmPassword(request, context, user, body.password);
      await noteAct(request, context, context.ledger, {
        ...{ object: `user:${user.name}`, detail: { on: false } },
      });
      await dropSecondFactor(context.ledger, user.id);
      return reply.code(204).send();
    },
  },
];
