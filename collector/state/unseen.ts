/**
 * Pauses in a subject's evidence that were too short to make it `unknown`: the state before went on over them. A
 * backlog that is delivered behind newer evidence may tell of an outage within one.
 */
import type { Evidence, Outcome, OwnState, SubjectId } from '../../model/state.ts';
import type { Gap } from './late.ts';

/** Of one subject; a backlog that fills older pauses comes oldest first, and has passed them. */
const MAX_PAUSES = 4;
/** A pause is at most as long as a silence; more evidence than this in one would be of many observers. */
const MAX_EVIDENCE = 1_000;
/** Longer than this many of the rounds before it: evidence that only came a little late is no pause. */
const ROUNDS = 2;
/** Of the longest round so far, at every round. */
const FORGET = 0.9;

/** What was measured in a pause by somebody whose word came late, and what the pause was. */
export interface Unseen {
  readonly subject: SubjectId;
  readonly gap: Gap;
  /** All that is known so far, in any order. */
  readonly evidence: readonly Evidence[];
}

interface Told {
  readonly timeMs: number;
  readonly outcome: Outcome;
  readonly answeredMs: number | undefined;
  readonly observer: string;
  readonly proof: string | undefined;
}

interface Pause extends Gap {
  readonly before: OwnState;
  readonly told: Told[];
  /** Not all of it was well. */
  isDoubtful: boolean;
}

interface Rhythm {
  /** Between two rounds; 0: nothing is known of it. */
  roundMs: number;
  readonly pauses: Pause[];
}

export class UnseenPauses {
  readonly #rhythms = new Map<SubjectId, Rhythm>();
  readonly #touched = new Map<Pause, SubjectId>();

  /**
   * Newer evidence of a subject has come.
   * @param state between the two pieces of evidence.
   */
  between(subject: SubjectId, fromMs: number, toMs: number, state: OwnState): void {
    const lengthMs = toMs - fromMs;
    if (lengthMs <= 0 || state === 'unknown') return;
    const rhythm = this.#rhythms.get(subject);
    const { roundMs, pauses } = rhythm ?? { roundMs: 0, pauses: [] };
    const isPause = lengthMs > ROUNDS * roundMs;
    if (isPause && state !== 'down') {
      pauses.push({ fromMs, toMs, before: state, told: [], isDoubtful: false });
      if (pauses.length > MAX_PAUSES) pauses.shift();
    }
    if (!rhythm) {
      // From before the start, which may have been any time ago.
      this.#rhythms.set(subject, { roundMs: 0, pauses });
    } else if (roundMs === 0) {
      rhythm.roundMs = lengthMs;
    } else if (!isPause) {
      // The packets of a burst follow each other faster than rounds do.
      rhythm.roundMs = Math.max(lengthMs, roundMs * FORGET);
    }
  }

  /** Evidence older than what is known. */
  late({ subject, timeMs, outcome, answeredMs, observer, proof }: Evidence): void {
    const pause = this.#rhythms
      .get(subject)
      ?.pauses.find(({ fromMs, toMs }) => timeMs > fromMs && timeMs < toMs);
    if (!pause || pause.told.length >= MAX_EVIDENCE) return;
    // Only what may decide something is asked for its words: they hold the whole batch in memory.
    const words = outcome === 'fine' ? undefined : proof();
    pause.told.push({ timeMs, outcome, answeredMs, observer, proof: words });
    pause.isDoubtful ||= outcome !== 'fine';
    if (pause.isDoubtful) this.#touched.set(pause, subject);
  }

  /** The pauses of which something was heard since this was asked last, and that was not all well. */
  take(): Unseen[] {
    const unseen = [...this.#touched].map(([pause, subject]) => ({
      subject,
      gap: pause,
      evidence: pause.told.map(({ proof = '', ...told }) => ({ ...told, subject, proof: () => proof })),
    }));
    this.#touched.clear();
    return unseen;
  }
}
