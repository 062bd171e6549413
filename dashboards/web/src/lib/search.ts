/** Search and order for Vietnamese names: people type without marks, and lists stand in dictionary order. */

import { fold, matchesFolded, queryWords } from '../../../../model/fold.ts';

export { fold, matchesFolded, queryWords };

/** Whether a name answers a query, whatever marks either of them carries. */
export function matches(name: string, query: string): boolean {
  return matchesFolded(fold(name), queryWords(query));
}

/** Compares names in Vietnamese dictionary order, numbers by value. Make one and keep it: a collator is costly. */
export function vietnameseOrder(): (a: string, b: string) => number {
  return new Intl.Collator('vi', { numeric: true }).compare;
}
