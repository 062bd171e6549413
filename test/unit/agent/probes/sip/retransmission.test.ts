import { describe, expect, it } from 'vitest';
import { waitBeforeResendMs } from '../../../../../agent/probes/sip/retransmission.ts';

describe('timer E', () => {
  it('doubles from T1 up to T2', () =>
    expect([1, 2, 3, 4, 5, 6].map((sent) => waitBeforeResendMs(sent, false))).toEqual([
      500, 1_000, 2_000, 4_000, 4_000, 4_000,
    ]));

  it('is T2 once the device works on it', () => expect(waitBeforeResendMs(1, true)).toBe(4_000));
});
