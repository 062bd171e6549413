/** One view after the other, for a board that nobody operates. */
import { useEffect, useState } from 'react';
import { nextView, type WallView } from '../../lib/wallboard.ts';

export interface Rotation {
  readonly view: WallView;
  readonly isPaused: boolean;
  readonly show: (view: WallView) => void;
  readonly step: (by: 1 | -1) => void;
  readonly togglePause: () => void;
}

/** @param stepMs how long each view stands */
export function useRotation(views: readonly WallView[], stepMs: number): Rotation {
  const [wanted, setWanted] = useState<WallView>('province');
  const [isPaused, setPaused] = useState(false);
  // A district that has recovered has no view any more.
  const view = views.includes(wanted) ? wanted : 'province';
  const following = nextView(views, view);

  useEffect(() => {
    if (isPaused) return;
    const timer = setTimeout(() => setWanted(following), stepMs);
    return () => clearTimeout(timer);
  }, [following, isPaused, stepMs]);

  return {
    view,
    isPaused,
    show: setWanted,
    step: (by) => setWanted(nextView(views, view, by)),
    togglePause: () => setPaused((was) => !was),
  };
}
