/** States in the order of how much they matter to who is looking. */
import type { State } from '../../../../model/state.ts';

/** Worst first: what is proven, then what follows from it, then what is bad, then what nobody knows. */
export const WORST_FIRST = ['down', 'unreachable', 'degraded', 'unknown', 'up'] as const satisfies State[];

const RANK: Record<State, number> = { down: 0, unreachable: 1, degraded: 2, unknown: 3, up: 4 };

/** 0 is the worst. */
export function rank(state: State): number {
  return RANK[state];
}

/** Whether a text is a state, for what comes out of an address bar. */
export function isState(value: unknown): value is State {
  return typeof value === 'string' && Object.hasOwn(RANK, value);
}

/** How many there are in each state. */
export function countStates(rows: readonly { state: State }[]): Record<State, number> {
  const counts: Record<State, number> = { up: 0, degraded: 0, down: 0, unreachable: 0, unknown: 0 };
  for (const row of rows) counts[row.state] += 1;
  return counts;
}
