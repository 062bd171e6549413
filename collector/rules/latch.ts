/** One level of one series: raised or not, with two thresholds and two holds between. Pure but for its own state. */
import type { Rule, RuleLevel } from '../../config/schema/rules.ts';

export interface Latch {
  raised: boolean;
  /** Since when the values have spoken for the other state without a break; `undefined`: they do not. */
  pendingMs: number | undefined;
  /** When the present state began to be so. */
  sinceMs: number;
}

export function newLatch(raised: boolean, sinceMs: number): Latch {
  return { raised, pendingMs: undefined, sinceMs };
}

export function isBreach({ raise }: RuleLevel, when: Rule['when'], value: number): boolean {
  if (when === 'above') return value > raise;
  return when === 'below' ? value < raise : value === raise;
}

export function isRecovered({ raise, clear = raise }: RuleLevel, when: Rule['when'], value: number): boolean {
  if (when === 'above') return value <= clear;
  return when === 'below' ? value >= clear : value !== raise;
}

/**
 * The next value speaks for the other state, or does not.
 * @param holdMs for so long it has to, before the state changes.
 * @returns whether the state changed.
 */
export function advance(latch: Latch, speaksForOther: boolean, timeMs: number, holdMs: number): boolean {
  if (!speaksForOther) {
    latch.pendingMs = undefined;
    return false;
  }
  latch.pendingMs ??= timeMs;
  if (timeMs - latch.pendingMs < holdMs) return false;
  latch.raised = !latch.raised;
  latch.sinceMs = latch.pendingMs;
  latch.pendingMs = undefined;
  return true;
}
