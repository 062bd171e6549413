import { describe, expect, it } from 'vitest';
import { claimAt, personOf } from '../../../../collector/accounts/oidc/claims.ts';
import { oidcSchema } from '../../../../config/schema/oidc.ts';

const SETTINGS = {
  issuer: 'https://sso.example/realms/tinh',
  name: 'SSO',
  client_id: 'canhmang',
  roles: { xem: 'viewer', noc: 'operator', truc: 'technician' },
} as const;

describe('what an identity provider says', () => {
  it.each([
    ['a', { a: 1 }, 1],
    ['realm_access.roles', { realm_access: { roles: ['noc'] } }, ['noc']],
    ['https://example.vn/roles', { 'https://example.vn/roles': 'noc' }, 'noc'],
    ['a.b', { a: 'text' }, undefined],
    ['constructor', {}, undefined],
    ['a.length', { a: [1] }, undefined],
  ])('%s of %j is %j', (path, claims, value) => {
    expect(claimAt(claims, path)).toEqual(value);
  });

  it.each([
    ['the highest of several', { groups: ['xem', 'noc', 'truc'] }, {}, 'operator'],
    ['of a text', { groups: 'xem' }, {}, 'viewer'],
    ['of nothing known', { groups: ['khac'] }, {}, undefined],
    ['of a default', { groups: ['khac'] }, { default_role: 'viewer' }, 'viewer'],
    ['above the default', { groups: ['noc'] }, { default_role: 'viewer' }, 'operator'],
    ['of what is no text', { groups: [{ noc: true }] }, {}, undefined],
    ['of another claim', { vai_tro: { noc: ['truc'] } }, { role_claim: 'vai_tro.noc' }, 'technician'],
  ])('gives a role: %s', (_of, claims, more, role) => {
    const settings = oidcSchema.parse({ ...SETTINGS, ...more });
    const person = personOf({ sub: '1', preferred_username: 'lan', ...claims }, settings);
    expect(typeof person === 'string' ? person : person.role).toBe(role ?? 'no_role');
  });

  it('makes a person: known by issuer and subject, named as people here are', () => {
    const claims = { sub: 'f3', preferred_username: ' Bình ', name: ` ${'x'.repeat(200)}`, groups: 'noc' };
    expect(personOf(claims, oidcSchema.parse(SETTINGS))).toEqual({
      subject: 'https://sso.example/realms/tinh f3',
      name: 'bình',
      fullName: 'x'.repeat(100),
      role: 'operator',
    });
  });

  it.each([
    { preferred_username: '<script>' },
    { preferred_username: '' },
    { preferred_username: 7 },
    { preferred_username: 'lan', sub: undefined },
    {},
  ])('makes nobody of %j', (claims) => {
    expect(personOf({ sub: '1', groups: 'noc', ...claims }, oidcSchema.parse(SETTINGS))).toBe('bad_name');
  });
});

describe('the configuration of an identity provider', () => {
  it.each([
    ['http to another machine', { issuer: 'http://sso.example' }, false],
    ['http on this machine', { issuer: 'http://127.0.0.1:8080' }, true],
    ['no address', { issuer: 'sso' }, false],
    ['an unknown role', { roles: { noc: 'root' } }, false],
    ['no roles', { roles: {} }, false],
    ['scopes without openid', { scopes: ['profile'] }, false],
    ['a key that there is not', { secret: 'x' }, false],
  ])('with %s: %s', (_with, more, valid) => {
    expect(oidcSchema.safeParse({ ...SETTINGS, ...more }).success).toBe(valid);
  });
});
