/** Whether a line carries an HD meeting, as far as its packets tell; bandwidth is another matter. Pure. */
import { voiceQuality } from '../../../model/voice-quality.ts';
import { JITTER_MS, LOSS_PERCENT } from '../verdict.ts';
import type { Summary } from './series.ts';

/** One way (ITU-T G.114 section 4): above it people begin to talk over each other. */
const ONE_WAY_MS = 150;
/** "Satisfied" (ITU-T G.109 table 1). */
const R_FACTOR = 80;
/** A jitter buffer holds packets back by about this many times the jitter. */
const JITTER_BUFFER = 2;

export interface Meeting {
  readonly fits: boolean;
  /** What does not fit. */
  readonly reasons: readonly ('loss' | 'jitter' | 'delay' | 'voice')[];
  readonly mos: number;
}

/** @returns `undefined` where nothing was answered. */
export function judgeMeeting({ lossPercent, times }: Summary): Meeting | undefined {
  if (!times) return undefined;
  const { avgMs, jitterMs } = times;
  const { rFactor, mos } = voiceQuality(avgMs / 2 + JITTER_BUFFER * jitterMs, lossPercent);
  const reasons = [
    ...(lossPercent >= LOSS_PERCENT ? (['loss'] as const) : []),
    ...(jitterMs > JITTER_MS ? (['jitter'] as const) : []),
    ...(avgMs / 2 > ONE_WAY_MS ? (['delay'] as const) : []),
    ...(rFactor < R_FACTOR ? (['voice'] as const) : []),
  ];
  return { fits: reasons.length === 0, reasons, mos };
}
