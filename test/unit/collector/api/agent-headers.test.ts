import { describe, expect, it } from 'vitest';
import { heardOf } from '../../../../collector/api/agent-headers.ts';

const NOW = 1_750_000_000_000;

describe('what an agent says of itself', () => {
  it('is its version and its measured clock', () => {
    const headers = {
      'user-agent': 'canhmang-agent/0.1.0',
      'canhmang-time': String(NOW + 9_000),
      'canhmang-clock-offset': '-6500',
    };
    expect(heardOf(headers, NOW)).toEqual({ version: '0.1.0', clockOffsetMs: -6_500 });
  });

  it('is its time less ours before it has measured', () => {
    expect(heardOf({ 'canhmang-time': String(NOW + 9_000) }, NOW).clockOffsetMs).toBe(9_000);
  });

  it.each([
    {},
    { 'user-agent': 'Telegraf/1.27', 'canhmang-time': 'now' },
    { 'canhmang-time': '99999999999999999999', 'canhmang-clock-offset': '1e9' },
  ])('is nothing where it says nothing that can be read: %o', (headers) => {
    expect(heardOf(headers, NOW)).toEqual({ version: undefined, clockOffsetMs: undefined });
  });
});
