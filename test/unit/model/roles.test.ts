import { describe, expect, it } from 'vitest';
import { passwordFlaw, rolesFrom, USER_NAME, userName } from '../../../model/roles.ts';

describe('roles', () => {
  it('may each do what those before may', () => {
    expect(rolesFrom('viewer')).toEqual(['viewer', 'technician', 'operator', 'admin']);
    expect(rolesFrom('operator')).toEqual(['operator', 'admin']);
    expect(rolesFrom('admin')).toEqual(['admin']);
  });
});

describe('names to sign in with', () => {
  it.each([
    [' Lan.NT ', 'lan.nt'],
    ['TRỰC-BAN', 'trực-ban'],
    ['trực-ban'.normalize('NFD'), 'trực-ban'.normalize('NFC')],
  ])('"%s" is kept as "%s"', (typed, kept) => {
    expect(userName(typed)).toBe(kept);
    expect(USER_NAME.test(kept)).toBe(true);
  });

  it.each(['', 'a', '-a', '<script>', 'a b', 'a'.repeat(41), 'a/b', 'a\u0000b'])('"%s" is none', (name) =>
    expect(USER_NAME.test(userName(name))).toBe(false),
  );
});

describe('passwords', () => {
  it.each([
    ['ngắn quá', 'too_short'],
    ['x'.repeat(201), 'too_long'],
    ['mật khẩu của lan.nt', 'has_name'],
    ['CANHMANG-2026!', 'has_name'],
    ['aaaaaaaaaaaaaa', 'too_simple'],
    ['abcdefghijklmnop', 'too_simple'],
    ['zyxwvutsrqponm', 'too_simple'],
    ['121212121212', 'too_simple'],
    ['ruộng bậc thang', undefined],
    ['correct horse battery', undefined],
  ])('"%s": %s', (password, flaw) => expect(passwordFlaw(password, ['lan.nt', 'canhmang'])).toBe(flaw));
});
