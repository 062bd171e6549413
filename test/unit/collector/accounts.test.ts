import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waitMs, withFailure } from '../../../collector/accounts/lock-out.ts';
import { hashPassword, isPassword } from '../../../collector/accounts/passwords.ts';
import { newTotpSecret, stepOfCode, totpUri } from '../../../collector/accounts/second-factor.ts';
import { csrfOf, isCsrfOf } from '../../../collector/accounts/sessions.ts';

describe('passwords', () => {
  it('are recognised however their signs were composed, and by nobody who only reads the ledger', async () => {
    const kept = await hashPassword('Mù Cang Chải 2026'.normalize('NFD'));
    expect(kept).toMatch(/^scrypt\$32768\$8\$3\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+$/);
    expect(await isPassword('Mù Cang Chải 2026'.normalize('NFC'), kept)).toBe(true);
    expect(await isPassword('Mu Cang Chai 2026', kept)).toBe(false);
  });

  it('are as RFC 7914 section 12 has them', async () => {
    const key =
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887';
    const salt = Buffer.from('SodiumChloride').toString('base64');
    const kept = `scrypt$16384$8$1$${salt}$${Buffer.from(key, 'hex').toString('base64')}`;
    expect(await isPassword('pleaseletmein', kept)).toBe(true);
    expect(await isPassword('pleaseletmeout', kept)).toBe(false);
  });

  it('that are not there are never right', async () => {
    expect(await isPassword('', null)).toBe(false);
    expect(await isPassword('x', undefined)).toBe(false);
  });
});

describe('who guesses', () => {
  const waitAfter = (failures: number, lastMs = 1_000_000) => waitMs({ failures, lastMs }, lastMs);

  it.each([
    [0, 0],
    [4, 0],
    [5, 30_000],
    [6, 60_000],
    [7, 120_000],
    [10, 900_000],
    [5_000, 900_000],
  ])('waits, after %i wrong passwords, %i ms', (failures, expected) =>
    expect(waitAfter(failures)).toBe(expected),
  );

  it('may try again when the time is over, and is forgotten after a day', () => {
    expect(waitMs({ failures: 5, lastMs: 0 }, 29_999)).toBe(1);
    expect(waitMs({ failures: 5, lastMs: 0 }, 30_000)).toBe(0);
    expect(withFailure({ failures: 9, lastMs: 0 }, 86_400_000)).toEqual({ failures: 1, lastMs: 86_400_000 });
  });

  it('never gets more tries by waiting less', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 100 }), fc.nat(900_000), (failures, passedMs) => {
        const lastMs = 1_000_000;
        const left = waitMs({ failures, lastMs }, lastMs + passedMs);
        expect(left).toBe(Math.max(0, waitAfter(failures) - passedMs));
      }),
    );
  });
});

describe('codes of the second factor', () => {
  // RFC 6238 appendix B, SHA-1: the last six of its eight digits.
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  it.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 37_037_036],
    [1_111_111_111, '050471', 37_037_037],
    [1_234_567_890, '005924', 41_152_263],
    [2_000_000_000, '279037', 66_666_666],
    [20_000_000_000, '353130', 666_666_666],
  ])('at second %i is %s', (atS, code, step) => {
    expect(stepOfCode(secret, code, 0, atS * 1_000)).toBe(step);
    expect(stepOfCode(secret, ` ${code.slice(0, 3)} ${code.slice(3)}`, 0, atS * 1_000)).toBe(step);
  });

  it('are good half a minute before and after, once, and never again', () => {
    const atMs = 1_111_111_109_000;
    expect(stepOfCode(secret, '081804', 0, atMs + 30_000)).toBe(37_037_036);
    expect(stepOfCode(secret, '081804', 0, atMs + 90_000)).toBeUndefined();
    expect(stepOfCode(secret, '081804', 37_037_036, atMs)).toBeUndefined();
    expect(stepOfCode(secret, '', 0, atMs)).toBeUndefined();
    expect(stepOfCode(secret, '08180', 0, atMs)).toBeUndefined();
  });

  it('belong to a secret of 160 bits that an authenticator can read', () => {
    const fresh = newTotpSecret();
    expect(fresh).toMatch(/^[A-Z2-7]{32}$/);
    const uri = new URL(totpUri(fresh, 'lan.nt', 'Mạng truyền số liệu'));
    expect([uri.protocol, uri.searchParams.get('secret'), uri.searchParams.get('issuer')]).toEqual([
      'otpauth:',
      fresh,
      'Mạng truyền số liệu',
    ]);
  });
});

describe('what a page sends along', () => {
  it('belongs to one session', () => {
    expect(isCsrfOf('cms_a', csrfOf('cms_a'))).toBe(true);
    for (const wrong of [csrfOf('cms_b'), '', undefined, ['x'], `${csrfOf('cms_a')}x`])
      expect(isCsrfOf('cms_a', wrong)).toBe(false);
  });
});
