/** Who somebody is here, by what their identity provider says of them. Pure. */
import { z } from 'zod';
import type { OidcSettings } from '../../../config/schema/oidc.ts';
import type { PersonRole } from '../../../model/roles.ts';
import { PERSON_ROLES, USER_NAME, userName } from '../../../model/roles.ts';

export type Claims = Readonly<Record<string, unknown>>;

export interface OidcPerson {
  /** Issuer and subject: nothing else of the provider's is unique and stays (OpenID Connect Core 1.0 section 5.7). */
  readonly subject: string;
  readonly name: string;
  readonly fullName: string;
  readonly role: PersonRole;
}

export type ClaimProblem = 'bad_name' | 'no_role';

const MAX_FULL_NAME = 100;
const textsSchema = z.union([z.string().transform((text) => [text]), z.array(z.string())]).catch([]);
const objectSchema = z.record(z.string(), z.unknown());

/** @param path `groups`, `realm_access.roles`; a claim that has dots in its own name comes first. */
export function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const key of path.split('.')) {
    const object = objectSchema.safeParse(value).data;
    value = object && Object.hasOwn(object, key) ? object[key] : undefined;
  }
  return value;
}

function roleOf(claims: Claims, { role_claim, roles, default_role }: OidcSettings): PersonRole | undefined {
  const values = textsSchema.parse(claimAt(claims, role_claim));
  const mapped = values.flatMap((value) => (Object.hasOwn(roles, value) ? [roles[value]] : []));
  return PERSON_ROLES.findLast((role) => mapped.includes(role)) ?? default_role;
}

/** @param claims of the ID token and of the user info together. */
export function personOf(claims: Claims, settings: OidcSettings): OidcPerson | ClaimProblem {
  const name = userName(textsSchema.parse(claimAt(claims, settings.name_claim))[0] ?? '');
  const [subject] = textsSchema.parse(claims.sub);
  if (subject === undefined || !USER_NAME.test(name)) return 'bad_name';
  const role = roleOf(claims, settings);
  if (!role) return 'no_role';
  const [fullName = ''] = textsSchema.parse(claims.name);
  return {
    subject: `${settings.issuer} ${subject}`,
    name,
    fullName: fullName.trim().slice(0, MAX_FULL_NAME) || name,
    role,
  };
}
