import { describe, expect, it } from 'vitest';
import type { BundleState } from '../../../../agent/upgrade/bundle-store.ts';
import { chooseBundle } from '../../../../agent/upgrade/choose.ts';

const NOW = 1_000_000;
const TRIAL_MS = 180_000;
const CURRENT = { id: 'a'.repeat(16), version: '1.1.0' };
const NEW = { id: 'b'.repeat(16), version: '1.2.0' };
const choose = (state: BundleState, nowMs = NOW) => chooseBundle(state, '1.0.0', nowMs, TRIAL_MS);

describe('what an agent starts', () => {
  it('is the installed script where nothing was taken, or something newer was installed by hand', () => {
    expect(choose({})).toEqual({ isTrial: false, state: {} });
    expect(chooseBundle({ current: CURRENT }, '1.1.0', NOW, TRIAL_MS).run).toBeUndefined();
    expect(chooseBundle({ current: CURRENT }, '2.0.0', NOW, TRIAL_MS).run).toBeUndefined();
  });

  it('is what has checked in', () => {
    expect(choose({ current: CURRENT })).toMatchObject({ run: CURRENT, isTrial: false });
  });

  it('is what is on trial, counted before it is started, once more after a power cut', () => {
    const first = choose({ current: CURRENT, trial: { ...NEW, starts: 0 } });
    expect(first).toEqual({
      run: NEW,
      isTrial: true,
      state: { current: CURRENT, trial: { ...NEW, starts: 1, startedMs: NOW } },
    });
    expect(choose(first.state, NOW + 1_000)).toMatchObject({
      run: NEW,
      state: { trial: { starts: 2, startedMs: NOW } },
    });
  });

  it('is the one before when the new one has ended twice', () => {
    const { run, isTrial, state } = choose({
      current: CURRENT,
      trial: { ...NEW, starts: 2, startedMs: NOW - 5_000 },
    });
    expect([run, isTrial]).toEqual([CURRENT, false]);
    expect(state.trial).toBeUndefined();
    expect(state.givenUp).toMatchObject({ ...NEW, reason: 'crashed', isTold: false });
  });

  it('is the one before when the new one was too late', () => {
    const { run, state } = choose({ trial: { ...NEW, starts: 1, startedMs: NOW - TRIAL_MS } });
    expect(run).toBeUndefined();
    expect(state.givenUp).toMatchObject({ ...NEW, reason: 'no_check_in' });
  });
});
