/** Search for Vietnamese names: people type without marks. Pure. */

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
