/** Which script an agent starts: the one that was installed, one that it took since, or one that is on trial. Pure. */
import { compareVersions } from '../../model/version-order.ts';
import type { BundleState, TakenBundle } from './bundle-store.ts';

/** A power cut while it is on trial is no fault of a bundle's. */
const MAX_STARTS = 2;

export interface Choice {
  /** `undefined`: the script as it was installed. */
  readonly run?: TakenBundle;
  readonly isTrial: boolean;
  /** To be written before it is started. */
  readonly state: BundleState;
}

/**
 * @param installed version of the script that was installed.
 * @param trialMs in which a new one has to have checked in with the collector.
 */
export function chooseBundle(state: BundleState, installed: string, nowMs: number, trialMs: number): Choice {
  const { trial } = state;
  if (trial === undefined) return settled(state, installed);
  const startedMs = trial.startedMs ?? nowMs;
  if (trial.starts < MAX_STARTS && nowMs - startedMs < trialMs) {
    const { id, version } = trial;
    return {
      run: { id, version },
      isTrial: true,
      state: { ...state, trial: { id, version, starts: trial.starts + 1, startedMs } },
    };
  }
  return settled(giveUp(state, nowMs - startedMs >= trialMs ? trialMs : undefined), installed);
}

/** @param lateMs the limit, when it was over. */
function giveUp({ current, trial, givenUp }: BundleState, lateMs: number | undefined): BundleState {
  const reason = lateMs === undefined ? 'crashed' : 'no_check_in';
  const detail =
    lateMs === undefined
      ? `it ended ${MAX_STARTS} times before it had reached the collector`
      : `it had not reached the collector ${lateMs / 1_000} s after its start`;
  const { id, version } = trial ?? { id: '', version: '' };
  const last = trial === undefined ? givenUp : ({ id, version, reason, detail, isTold: false } as const);
  return { ...(current === undefined ? {} : { current }), ...(last === undefined ? {} : { givenUp: last }) };
}

/** Somebody may have installed something newer by hand since. */
function settled(state: BundleState, installed: string): Choice {
  const { current } = state;
  const isNewer = current !== undefined && compareVersions(current.version, installed) > 0;
  return { isTrial: false, state, ...(isNewer ? { run: current } : {}) };
}
