/** Signing in by an identity provider of the province (OpenID Connect). */
import { z } from 'zod';
import { PERSON_ROLES } from '../../model/roles.ts';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** What travels is names and keys: over TLS, but for what does not leave the machine. */
function isSafe(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

const role = z.enum(PERSON_ROLES);

export const oidcSchema = z.strictObject({
  issuer: z
    .string()
    .refine(isSafe, 'an https address is expected')
    .describe('address of the provider, as its discovery document says it'),
  name: z.string().min(1).max(60).describe('on the button of the page: who people know it by'),
  client_id: z.string().min(1).describe('what this installation is called there'),
  client_secret_file: z.string().optional().describe('file whose first line is the secret of this client'),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/))
    .default(['openid', 'profile'])
    .refine((scopes) => scopes.includes('openid'), '"openid" has to be among them')
    .describe('what is asked for'),
  name_claim: z
    .string()
    .default('preferred_username')
    .describe('claim with the name of the account; dots lead inside: realm_access.roles'),
  role_claim: z
    .string()
    .default('groups')
    .describe('claim with what the roles follow from: a text, or a list'),
  roles: z
    .record(z.string(), role)
    .refine((roles) => Object.keys(roles).length > 0, 'one value at least is expected')
    .describe('value of the claim to role; of several the highest counts'),
  default_role: role.optional().describe('of who has none of the values; default: they are refused'),
});
export type OidcSettings = z.output<typeof oidcSchema>;
