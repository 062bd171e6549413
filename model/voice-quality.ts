/** What a line's delay and loss do to a conversation: the E-model (ITU-T G.107) with its default values. */

/** How a codec bears loss (ITU-T G.113 appendix I). */
export interface CodecImpairment {
  /** Equipment impairment factor Ie, without loss. */
  readonly ie: number;
  /** Packet-loss robustness factor Bpl. */
  readonly bpl: number;
}

export const CODECS = ['g711', 'g711-plain', 'g729a', 'g723.1', 'gsm-efr'] as const;
export type Codec = (typeof CODECS)[number];

/** G.113 tables I.1 and I.4; `g711` conceals packet losses, `g711-plain` does not. */
export const CODEC_IMPAIRMENTS: Readonly<Record<Codec, CodecImpairment>> = {
  g711: { ie: 0, bpl: 25.1 },
  'g711-plain': { ie: 0, bpl: 4.3 },
  g729a: { ie: 11, bpl: 19 },
  'g723.1': { ie: 15, bpl: 16.1 },
  'gsm-efr': { ie: 5, bpl: 10 },
};

export interface VoiceQuality {
  /** Transmission rating, 0 to 100; below 50 nobody would talk on it. */
  readonly rFactor: number;
  /** Mean opinion score, 1 to 4.5. */
  readonly mos: number;
}

/** R with all values at their defaults (G.107 section 7.7). */
const R_DEFAULT = 93.2;
/** Above this one-way delay, in milliseconds, talkers begin to interrupt each other. */
const CONVERSATION_DELAY_MS = 177.3;

/** G.107 annex B. */
function mosOf(rFactor: number): number {
  if (rFactor <= 0) return 1;
  if (rFactor >= 100) return 4.5;
  return Math.max(1, 1 + 0.035 * rFactor + rFactor * (rFactor - 60) * (100 - rFactor) * 7e-6);
}

/**
 * @param oneWayDelayMs mouth to ear, the jitter buffer's part included.
 * @param lossPercent after the jitter buffer, 0 to 100.
 * @param burstRatio 1 for random loss, above it for loss in bursts.
 */
export function voiceQuality(
  oneWayDelayMs: number,
  lossPercent: number,
  codec: CodecImpairment = CODEC_IMPAIRMENTS.g711,
  burstRatio = 1,
): VoiceQuality {
  const tooLongMs = Math.max(0, oneWayDelayMs - CONVERSATION_DELAY_MS);
  const delayImpairment = 0.024 * oneWayDelayMs + 0.11 * tooLongMs;
  const lossImpairment = codec.ie + ((95 - codec.ie) * lossPercent) / (lossPercent / burstRatio + codec.bpl);
  const rFactor = Math.min(100, Math.max(0, R_DEFAULT - delayImpairment - lossImpairment));
  return { rFactor, mos: mosOf(rFactor) };
}
