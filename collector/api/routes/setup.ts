/** `/api/v1/setup`: a password is set by a link that is good once. */
import { z } from 'zod';
import { USER_NAME, userName } from '../../../model/roles.ts';
import { accept, invited } from '../../accounts/invitations.ts';
import { newKnownBrowser } from '../../accounts/known-browser.ts';
import { setKnownCookie } from '../auth/session-cookies.ts';
import { comeBackLater } from '../errors.ts';
import { noteAct } from '../note-act.ts';
import type { ApiContext, Route } from '../resource.ts';
import { readParams } from '../resource.ts';
import { setupOfferSchema } from '../schemas/accounts.ts';
import { typedLine } from '../typed-text.ts';
import type { SetupOffer } from '../types/accounts.ts';

const MAX_LENGTH = 1_000;
const secret = z.string().min(1).max(200);
const lookSchema = z.strictObject({ secret });
export const userNameSchema = z
  .string()
  .max(200)
  .transform(userName)
  .refine((name) => USER_NAME.test(name), '2 to 40 small letters, digits, dots, hyphens');
export const fullNameSchema = typedLine(100);
const acceptSchema = z.strictObject({
  secret,
  password: z.string().min(1).max(MAX_LENGTH),
  name: userNameSchema.optional().describe('of the first admin'),
  fullName: fullNameSchema.optional(),
});

function slow({ limits }: ApiContext, address: string): void {
  const waitS = limits.signIns.take(address);
  if (waitS > 0) throw comeBackLater(429, 'too_many_tries', 'too many tries; come back later', waitS);
}

export const setupRoutes: readonly Route[] = [
  {
    summary: 'For whom a link is by which a password is set',
    body: lookSchema,
    answer: setupOfferSchema,
    method: 'POST',
    url: '/api/v1/setup/look',
    role: 'public',
    async handle(request, _reply, context): Promise<SetupOffer> {
      slow(context, request.ip);
      const { user } = await invited(
        context.ledger,
        readParams(lookSchema, request.body).secret,
        context.now(),
      );
      return { user: user ? { name: user.name, fullName: user.full_name } : null };
    },
  },
  {
    summary: 'Sets the password by the link',
    body: acceptSchema,
    status: 204,
    audit: 'user.password',
    method: 'POST',
    url: '/api/v1/setup',
    role: 'public',
    async handle(request, reply, context) {
      slow(context, request.ip);
      const user = await accept(context.ledger, readParams(acceptSchema, request.body), context.now());
      const { name } = user;
      // Whose link it was signs in here next, whoever types wrong passwords for the name meanwhile.
      setKnownCookie(request, reply, user.id, newKnownBrowser(user.id, context.ackKey));
      await noteAct(request, context, context.ledger, {
        ...{ object: `user:${name}`, detail: { byLink: true }, author: name },
      });
      return reply.code(204).send();
    },
  },
];
