import { describe, expect, it } from 'vitest';
import { cpuSecondsOf, measureCall, peakRssMbOf } from '../../bench/measure.ts';

describe('what /proc says of a process', () => {
  it('is read past a program name with brackets and spaces', () => {
    const fields = ['S', 1, 1, 1, 0, -1, 0, 0, 0, 0, 0, 150, 50, 0, 0, 20];
    expect(cpuSecondsOf(`77 (a) (b c) ${fields.join(' ')}`)).toBe(2);
  });

  it('has the peak of its memory', () => {
    expect(peakRssMbOf('VmPeak:\t  99 kB\nVmHWM:\t   10000 kB\nVmRSS:\t 5 kB\n')).toBeCloseTo(10.24);
    expect(peakRssMbOf('')).toBeNaN();
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
