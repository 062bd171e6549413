import { describe, expect, it } from 'vitest';
import type { SessionInfo } from '../../../collector/api/types/accounts.ts';
import { ApiFailure } from '../../../dashboards/web/src/api/failure.ts';
import { mayAdminister, mayDo, seesAll } from '../../../dashboards/web/src/lib/access.ts';
import { accountErrorCode } from '../../../dashboards/web/src/lib/account-messages.ts';
import { programName } from '../../../dashboards/web/src/lib/program-name.ts';
import { userStanding } from '../../../dashboards/web/src/lib/user-standing.ts';
import type { PersonRole } from '../../../model/roles.ts';
import { PERSON_ROLES } from '../../../model/roles.ts';

function signedIn(role: PersonRole, scope: string[] = []): SessionInfo {
  const user = { name: 'lan', fullName: 'Lan', role, scope, isToken: false, secondFactor: false };
  return { user, openAs: null, provider: null };
}

describe('what a page offers', () => {
  it('is what the role may do', () => {
    const offered = PERSON_ROLES.filter((role) => mayDo(signedIn(role), 'operator'));
    expect(offered).toEqual(['operator', 'admin']);
  });

  it('is nothing before it is known, and nothing to nobody', () => {
    expect(mayDo(undefined, 'viewer')).toBe(false);
    expect(mayDo({ user: null, openAs: null, provider: null }, 'viewer')).toBe(false);
  });

  it('is what the demonstration is open for, but no administration', () => {
    const demonstration: SessionInfo = { user: null, openAs: 'operator', provider: null };
    expect(mayDo(demonstration, 'operator')).toBe(true);
    expect(mayAdminister(demonstration)).toBe(false);
  });

  it('is of the whole province for who is not limited to units', () => {
    expect(seesAll(signedIn('viewer'))).toBe(true);
    expect(seesAll({ user: null, openAs: 'operator', provider: null })).toBe(true);
    expect(seesAll(signedIn('admin', ['139']))).toBe(false);
    expect(seesAll({ user: null, openAs: null, provider: null })).toBe(false);
  });

  it('is administration for who administers the whole province', () => {
    expect(mayAdminister(signedIn('admin'))).toBe(true);
    expect(mayAdminister(signedIn('admin', ['139']))).toBe(false);
    expect(mayAdminister(signedIn('operator'))).toBe(false);
  });
});

describe('a refusal', () => {
  it('has a sentence of its own, or that of any refusal', () => {
    expect(accountErrorCode(new ApiFailure(429, 'locked', '', { retryAfterS: 30 }))).toBe('locked');
    expect(accountErrorCode(new ApiFailure(0, 'not_reached', ''))).toBeUndefined();
    expect(accountErrorCode(new Error('broken'))).toBeUndefined();
  });
});

describe('an account', () => {
  const user = { disabled: false, lockedUntil: null, isReady: true };
  it('stands by what keeps it out first', () => {
    expect(userStanding(user)).toBe('ready');
    expect(userStanding({ ...user, isReady: false })).toBe('invited');
    expect(userStanding({ ...user, lockedUntil: '2026-11-26T00:00:00Z' })).toBe('locked');
    expect(userStanding({ disabled: true, lockedUntil: '2026-11-26T00:00:00Z', isReady: false })).toBe(
      'disabled',
    );
  });
});

describe('a browser', () => {
  const chrome =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0';
  it.each([
    [`${chrome} Safari/537.36`, 'Chrome', 'Windows'],
    [`${chrome} Safari/537.36 Edg/140.0.0.0`, 'Edge', 'Windows'],
    [chrome.replace('Chrome', 'coc_coc_browser/130.0 Chrome'), 'Cốc Cốc', 'Windows'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0', 'Firefox', 'Linux'],
    [
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36',
      'Chrome',
      'Android',
    ],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1', 'Safari', 'iPhone'],
    ['curl/8.14.1', 'curl', undefined],
    ['', undefined, undefined],
  ])('%s', (said, browser, system) => {
    expect(programName(said)).toEqual({ browser, system });
  });
});
