import { describe, expect, it } from 'vitest';
import { judge } from '../../../../agent/uplink/answer.ts';

const NOW = Date.UTC(2026, 10, 23);

describe('judge', () => {
  it.each<[number, Record<string, string>, string]>([
    [204, {}, 'done'],
    [200, {}, 'again'],
    [400, { 'canhmang-refused': '3' }, 'refused_lines'],
    [400, {}, 'not_understood'],
    [400, { 'canhmang-refused': 'all' }, 'not_understood'],
    [409, { 'canhmang-taken': '1-2,4-4' }, 'partly_there'],
    [409, { 'canhmang-taken': 'some' }, 'again'],
    [409, {}, 'again'],
    [413, {}, 'not_understood'],
    [415, {}, 'not_understood'],
    [401, {}, 'again'],
    [403, {}, 'again'],
    [404, {}, 'again'],
    [429, {}, 'again'],
    [500, {}, 'again'],
    [502, { 'canhmang-refused': '3' }, 'again'],
  ])('%i with %o is "%s"', (status, headers, kind) =>
    expect(judge({ status, headers, body: '' }, NOW).kind).toBe(kind),
  );

  it('passes on when to come back', () => {
    const answer = { status: 429, headers: { 'retry-after': '7' }, body: '' };
    expect(judge(answer, NOW)).toEqual({ kind: 'again', afterMs: 7_000 });
  });
});
