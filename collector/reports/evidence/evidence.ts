/**
 * The evidence pack of a line as data: each outage of a period with what was measured around its ends, what it counts
 * for and what does not. Plain JSON; times are epoch milliseconds, durations milliseconds.
 */
import type { Cause } from '../../../model/incident.ts';
import type { State } from '../../../model/state.ts';
import type { TimeAccount } from '../../../model/time-account.ts';

/** Around each end of an outage samples are gathered for this long, before and behind it. */
export const AROUND_MS = 180_000;

/** Why time does not speak for or against the line's carrier: a planned window, or an outage that was not the line's. */
export type ExclusionReason = 'window' | Exclude<Cause, 'line' | 'undetermined'>;

export interface EvidenceHeader {
  /** Of the installation. */
  readonly title: string;
  /** The data is simulated. */
  readonly demonstration: boolean;
  /** As it was asked for: `2026-10`. */
  readonly period: string;
  readonly fromMs: number;
  /** End of the period, or the moment of knowledge where that is earlier. */
  readonly toMs: number;
  readonly isPartial: boolean;
  /** IANA name. */
  readonly timeZone: string;
  /** What the ledger knew at this moment. The samples are those that the store has when the pack is made. */
  readonly asOfMs: number;
  readonly minOutageMs: number;
  readonly aroundMs: number;
  readonly site: { readonly id: string; readonly name: string; readonly unitName: string | null };
  readonly line: {
    readonly id: string;
    readonly carrier: string;
    readonly bandwidthKbps: number;
    readonly targetPercent: number;
  };
}

/** A stretch of an outage in one state and of one cause. */
export interface OutagePart {
  readonly state: State;
  readonly cause: Cause;
  readonly fromMs: number;
  readonly toMs: number;
  /** `null`: it counts. */
  readonly excluded: ExclusionReason | null;
  /** Line protocol of the measurement that it was decided from; `null`: silence. */
  readonly proof: string | null;
}

/** Somebody said what an outage came from. */
export interface CauseCorrection {
  readonly atMs: number;
  readonly author: string | null;
  /** The cause and, behind a colon, the reason. */
  readonly text: string | null;
}

/** `reach`: to the site from the core. `core`, `gateway`: from inside of the site. */
export const SAMPLE_ROLES = ['reach', 'core', 'gateway'] as const;
export type SampleRole = (typeof SAMPLE_ROLES)[number];

/** One round of packets as it was measured. */
export interface EvidenceSample {
  /** When its first packet was sent. */
  readonly timeMs: number;
  readonly measurement: string;
  readonly agent: string;
  readonly role: SampleRole;
  readonly target: string;
  readonly sent: number | null;
  readonly received: number | null;
  readonly rttMinMs: number | null;
  readonly rttAvgMs: number | null;
  readonly rttMaxMs: number | null;
  /** From the first packet of the round to its last. */
  readonly spanMs: number | null;
}

export interface EvidenceOutage {
  /** From 1, in order of time. */
  readonly number: number;
  /** The ends are those of the outage itself, also where they lie outside of the period. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly isOpen: boolean;
  /** Within the period. */
  readonly lastedMs: number;
  /** What of it counts against the line. */
  readonly countedMs: number;
  readonly isShort: boolean;
  /** The one with most of the time. */
  readonly cause: Cause;
  readonly incident: number | null;
  readonly corrections: readonly CauseCorrection[];
  readonly parts: readonly OutagePart[];
  /** Line protocol of the measurement that ended it; `null`: it has not ended, or nobody looked any more. */
  readonly endProof: string | null;
  /** Around both ends, in order of time; each once where the two overlap. */
  readonly samples: readonly EvidenceSample[];
}

export interface Exclusion {
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason: ExclusionReason;
  /** Of a window: what it was for, and who announced it. */
  readonly note: string | null;
  readonly author: string | null;
}

export interface EvidencePack {
  readonly kind: 'evidence';
  readonly version: 1;
  readonly header: EvidenceHeader;
  /** Of the line. */
  readonly time: TimeAccount;
  /** 0 to 1; `null`: nobody looked. */
  readonly availability: number | null;
  /** Time not available beyond what the target allows. */
  readonly breachMs: number;
  readonly outages: readonly EvidenceOutage[];
  readonly exclusions: readonly Exclusion[];
}
