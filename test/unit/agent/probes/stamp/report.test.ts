import { describe, expect, it } from 'vitest';
import { StampReport } from '../../../../../agent/probes/stamp/report.ts';
import type { StampResult } from '../../../../../agent/probes/stamp/session.ts';

const round = (results: StampResult[]) => ({ startMs: 0, results, refuted: false });
const answered = (rttMs: number): StampResult => ({
  sentMs: 0,
  rttMs,
  forwardTransitMs: 5_000 + rttMs / 2,
  backTransitMs: -5_000 + rttMs / 2,
});
const lost: StampResult = {
  sentMs: 0,
  rttMs: undefined,
  forwardTransitMs: undefined,
  backTransitMs: undefined,
};
const settings = { stateful: true, codec: 'g711' } as const;

/** Rounds of three packets, of which the middle one is lost; the reflector's numbers as given. */
function secondRound(report: StampReport, numbers: readonly (readonly [number, number])[]) {
  for (const [senderSequence, reflectorSequence] of numbers)
    report.answered({ senderSequence, reflectorSequence }, undefined);
  return report.fieldsOf(round([answered(10), lost, answered(20)]));
}

describe('the fields of a STAMP round', () => {
  it('tell directions apart where the reflector counts by itself', () => {
    const fields = secondRound(new StampReport(settings), [
      [0, 0],
      [2, 1],
      [5, 3],
    ]);
    expect(fields).toMatchObject({ sent: 3n, received: 2n, lost_forward: 1n, lost_back: 1n });
    expect(fields).toMatchObject({ reordered: 0n, reordered_forward: 0n, duplicated_back: 0n });
  });

  it.each([
    ['the reflector copies our numbers', settings],
    ['it is not wanted', { ...settings, stateful: false }],
  ])('leave directions out where %s', (_name, given) => {
    const reflector = given.stateful ? [0, 2, 4] : [0, 1, 3];
    const numbers = [0, 2, 4].map((own, index) => [own, reflector[index] ?? 0] as const);
    const fields = secondRound(new StampReport(given), numbers);
    const byDirection = Object.keys(fields).filter((name) => /^(lost|reordered|duplicated)_/.test(name));
    expect(byDirection).toEqual([]);
    expect(fields).toMatchObject({ reordered: 0n, duplicated: 0n });
  });

  it('have percentiles of the round, and of each direction over its least delay', () => {
    const fields = new StampReport(settings).fieldsOf(round([10, 20, 30, 40].map(answered)));
    expect(fields).toMatchObject({ rtt_min_ms: 10, rtt_p50_ms: 20, rtt_p95_ms: 40, rtt_max_ms: 40 });
    expect(fields).toMatchObject({ pdv_forward_p50_ms: 5, pdv_forward_p99_ms: 15, pdv_back_p95_ms: 15 });
  });

  it('have no times where nothing was answered', () => {
    const fields = new StampReport(settings).fieldsOf(round([lost, lost]));
    expect(Object.keys(fields).filter((name) => name.endsWith('_ms'))).toEqual([]);
    expect(fields).toMatchObject({ sent: 2n, received: 0n, loss_percent: 100 });
  });

  it('rate speech for the codec that is in use', () => {
    const of = (codec: 'g711' | 'g729a') =>
      Number(new StampReport({ stateful: true, codec }).fieldsOf(round([answered(20)])).r_factor);
    expect(of('g711') - of('g729a')).toBeCloseTo(11, 6);
  });
});
