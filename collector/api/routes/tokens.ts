/** `/api/v1/tokens`: of programs and of people who come without a page. */
import { z } from 'zod';
import { PERSON_ROLES } from '../../../model/roles.ts';
import { grantToken } from '../auth/tokens.ts';
import { ApiRefusal } from '../errors.ts';
import { noteAct } from '../note-act.ts';
import type { Route } from '../resource.ts';
import { iso, momentSchema, readParams } from '../resource.ts';
import { newTokenSchema, tokenRowSchema } from '../schemas/accounts.ts';
import { listOf } from '../schemas/parts.ts';
import { typedLine } from '../typed-text.ts';
import type { NewToken, TokenRow } from '../types/accounts.ts';
import type { List } from '../types/parts.ts';
import { checkScope } from './users.ts';

const KINDS = [...PERSON_ROLES, 'write'] as const;
const addSchema = z.strictObject({
  holder: typedLine(100),
  kind: z.enum(KINDS),
  scope: z.array(z.string().min(1).max(20)).max(200).default([]).describe('codes of units; empty: all'),
  sites: z.array(z.string().min(1).max(64)).max(1_000).default([]).describe('of `write` and `technician`'),
  expires: momentSchema.optional().describe('default: when somebody ends it'),
});
const idSchema = z.object({ id: z.coerce.number().int().min(1) });
const listed = (text: string | null) => (text === null ? [] : text.split(','));

export const tokenRoutes: readonly Route[] = [
  {
    summary: 'The tokens of people and programs',
    answer: listOf(tokenRowSchema),
    method: 'GET',
    url: '/api/v1/tokens',
    role: 'admin',
    async handle(_request, _reply, { ledger }): Promise<List<TokenRow>> {
      const rows = await ledger
        .selectFrom('token')
        .selectAll()
        .where('kind', '!=', 'agent')
        .orderBy('holder')
        .execute();
      const items = rows.flatMap(({ id, kind, holder, scope, sites, created_ms, expires_ms }) => {
        if (kind === 'agent') return [];
        const expires = expires_ms === null ? null : iso(expires_ms);
        return [
          {
            id,
            kind,
            holder,
            scope: listed(scope),
            sites: listed(sites),
            createdAt: iso(created_ms),
            expires,
          },
        ];
      });
      return { items, total: items.length };
    },
  },
  {
    summary: 'Makes a token',
    body: addSchema,
    answer: newTokenSchema,
    status: 201,
    audit: 'token.issue',
    method: 'POST',
    url: '/api/v1/tokens',
    role: 'admin',
    async handle(request, reply, context): Promise<NewToken> {
      const { expires: expiresMs, ...grant } = readParams(addSchema, request.body);
      const { config, ledger, now } = context;
      checkScope(grant.scope, context);
      const unknown = grant.sites.find((site) => !config.inventory.sites.some(({ id }) => id === site));
      if (unknown !== undefined) throw new ApiRefusal(400, 'unknown_site', `there is no site "${unknown}"`);
      if (grant.sites.length > 0 && grant.kind !== 'write' && grant.kind !== 'technician')
        throw new ApiRefusal(400, 'bad_parameter', 'sites go with tokens of kind write and technician');
      if (expiresMs !== undefined && expiresMs <= now())
        throw new ApiRefusal(400, 'bad_parameter', 'expires: has to lie in the future');
      const token = await ledger.transaction().execute(async (transaction) => {
        const { holder, kind, ...detail } = grant;
        await noteAct(request, context, transaction, { object: `${kind}:${holder}`, detail });
        return grantToken(transaction, { ...grant, expiresMs }, now());
      });
      void reply.code(201);
      return { token };
    },
  },
  {
    summary: 'Ends a token',
    params: idSchema,
    status: 204,
    audit: 'token.revoke',
    method: 'DELETE',
    url: '/api/v1/tokens/:id',
    role: 'admin',
    async handle(request, reply, context) {
      const { id } = readParams(idSchema, request.params);
      const row = await context.ledger
        .selectFrom('token')
        .select(['holder', 'kind'])
        .where('id', '=', id)
        .where('kind', '!=', 'agent')
        .executeTakeFirst();
      if (!row) throw new ApiRefusal(404, 'unknown_token', 'there is no such token');
      await noteAct(request, context, context.ledger, { object: `${row.kind}:${row.holder}` });
      await context.ledger.deleteFrom('token').where('id', '=', id).execute();
      return reply.code(204).send();
    },
  },
];
