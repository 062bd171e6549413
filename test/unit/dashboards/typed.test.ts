import { describe, expect, it } from 'vitest';
import { ApiFailure } from '../../../dashboards/web/src/api/failure.ts';
import { needsServersWords, refusalKind } from '../../../dashboards/web/src/lib/refusal.ts';
import { isTooLong, typed } from '../../../dashboards/web/src/lib/typed.ts';

describe('what was typed', () => {
  it('is composed, and counted as it is sent', () => {
    const separate = 'Ễ'.normalize('NFD').repeat(100);
    expect(separate.length).toBeGreaterThan(100);
    expect(typed(` ${separate} `)).toBe('Ễ'.repeat(100));
    expect(isTooLong(separate, 100)).toBe(false);
    expect(isTooLong(`${separate}x`, 100)).toBe(true);
  });
});

describe('a refusal of an act', () => {
  it.each([
    [new ApiFailure(0, 'not_reached', ''), 'not_reached'],
    [new ApiFailure(401, 'unauthorized', ''), 'signed_out'],
    [new ApiFailure(403, 'forbidden', ''), 'forbidden'],
    [new ApiFailure(403, 'whole_province', ''), 'whole_province'],
    [new ApiFailure(404, 'unknown_agent', ''), 'unknown_agent'],
    [new ApiFailure(413, 'fst_err_ctp_body_too_large', ''), 'too_large'],
    [new ApiFailure(429, 'too_many', ''), 'too_many'],
    [new ApiFailure(502, 'http_502', ''), 'server'],
    [new ApiFailure(409, 'never_heard_of', ''), 'other'],
    [new Error('broken'), 'server'],
  ])('%o is said as %s', (error, kind) => {
    expect(refusalKind(error)).toBe(kind);
  });

  it('leaves the server’s words out where they add nothing', () => {
    expect(needsServersWords('unknown_agent')).toBe(false);
    expect(needsServersWords('other')).toBe(true);
  });
});
