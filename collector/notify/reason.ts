/** What the other side said, for people, the log and the ledger. Pure. */

/** Longer answers are pages, not reasons. */
const MAX_CHARACTERS = 500;

/** One line without signs that a terminal would obey (C0, C1, marks of direction). */
export function inOneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, MAX_CHARACTERS);
}

/** Why an attempt failed. */
export function reasonOfFailure(error: unknown): string {
  return inOneLine(error instanceof Error ? error.message : String(error));
}
