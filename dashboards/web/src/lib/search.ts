/** Search and order for Vietnamese names: people type without marks, and lists stand in dictionary order. */

/** Lower case, without any marks, `đ` as `d`: "Mù Cang Chải" becomes "mu cang chai". */
export function fold(text: string): string {
  return (
    text
      .normalize('NFD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase()
      // The stroke of đ is part of the letter, so decomposing does not take it off.
      .replaceAll('đ', 'd')
  );
}

/** The words of a query, folded; an empty list matches everything. */
export function queryWords(query: string): string[] {
  return fold(query)
    .split(/\s+/u)
    .filter((word) => word !== '');
}

/** Whether every word occurs somewhere in a text that is folded already. */
export function matchesFolded(folded: string, words: readonly string[]): boolean {
  return words.every((word) => folded.includes(word));
}

/** Whether a name answers a query, whatever marks either of them carries. */
export function matches(name: string, query: string): boolean {
  return matchesFolded(fold(name), queryWords(query));
}

/** Compares names in Vietnamese dictionary order, numbers by value. Make one and keep it: a collator is costly. */
export function vietnameseOrder(): (a: string, b: string) => number {
  return new Intl.Collator('vi', { numeric: true }).compare;
}
