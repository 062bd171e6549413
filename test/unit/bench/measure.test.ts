import { describe, expect, it } from 'vitest';
import { cpuSecondsOf, measureCall, memoryMbOf } from '../../bench/measure.ts';

describe('what /proc says of a process', () => {
  it('is read past a program name with brackets and spaces', () => {
    const fields = ['S', 1, 1, 1, 0, -1, 0, 0, 0, 0, 0, 150, 50, 0, 0, 20];
    expect(cpuSecondsOf(`77 (a) (b c) ${fields.join(' ')}`)).toBe(2);
  });

  it('has its memory, now and at most', () => {
    const status = 'VmPeak:\t  99 kB\nVmHWM:\t   10000 kB\nVmRSS:\t 5000 kB\n';
    expect([memoryMbOf(status, 'VmHWM'), memoryMbOf(status, 'VmRSS')]).toEqual([10.24, 5.12]);
    expect(memoryMbOf('', 'VmRSS')).toBeNaN();
  });
});

describe('measureCall', () => {
  it('hands the result through', async () => {
    const { result, cost } = await measureCall(async () => 42);
    expect(result).toBe(42);
    expect(cost.wall_ms).toBeGreaterThanOrEqual(0);
    expect(cost.cpu_ms).toBeGreaterThanOrEqual(0);
  });
});
