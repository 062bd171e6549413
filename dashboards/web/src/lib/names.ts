/** Names as a narrow list shows them. */

/** Fewer words than these in common are part of the names, not a form of address. */
const LEAST_SHARED_WORDS = 2;

/**
 * The words that all names begin with, with the space behind them: "Phòng họp trực tuyến ". Empty when there is one
 * name only, when little is shared, or when nothing would be left of a name.
 */
export function sharedPrefix(names: readonly string[]): string {
  const [first, ...others] = names.map((name) => name.split(' '));
  if (first === undefined || others.length === 0) return '';
  let shared = 0;
  while (
    shared < first.length - 1 &&
    others.every((words) => words.length > shared + 1 && words[shared] === first[shared])
  ) {
    shared += 1;
  }
  return shared < LEAST_SHARED_WORDS ? '' : `${first.slice(0, shared).join(' ')} `;
}
