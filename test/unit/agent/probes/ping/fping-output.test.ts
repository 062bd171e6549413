import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFpingLine } from '../../../../../agent/probes/ping/fping-output.ts';

describe('parseFpingLine', () => {
  it.each([
    ['127.0.0.1 : [0], 64 bytes, 0.031 ms (0.031 avg, 0% loss)', '127.0.0.1', 0, 0.031],
    ['10.20.0.17  : [12], 84 bytes, 1.20 ms (1.02 avg, 0% loss)', '10.20.0.17', 12, 1.2],
    ['2001:db8::1 : [3], 64 bytes, 145 ms (140 avg, 0% loss)', '2001:db8::1', 3, 145],
    ['router.example : [7], 12.3 ms (12.3 avg, 0% loss)', 'router.example', 7, 12.3],
    ['127.0.0.2 : [4], timed out (NaN avg, 100% loss)', '127.0.0.2', 4, undefined],
  ])('reads %s', (line, target, index, rttMs) =>
    expect(parseFpingLine(`[1795451595.58939] ${line}`)).toEqual({
      timeMs: 1_795_451_595_589,
      target,
      index,
      rttMs,
    }),
  );

  it.each([
    '',
    '127.0.0.1 : duplicate for [0], 64 bytes, 0.040 ms',
    'ICMP Host Unreachable from 10.0.0.1 for ICMP Echo sent to 10.0.0.9',
    '127.0.0.1 : xmt/rcv/%loss = 5/5/0%, min/avg/max = 0.02/0.03/0.04',
    '[12:00:01]',
    '127.0.0.1 : [0], 64 bytes, 0.031 ms (0.031 avg, 0% loss)',
    '[1795451595.58939] 127.0.0.1 : duplicate for [0], 64 bytes, 0.040 ms',
  ])('reads no packet from "%s"', (line) => expect(parseFpingLine(line)).toBeUndefined());

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (line) => void parseFpingLine(line)));
  });
});
