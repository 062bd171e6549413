/** Drafts that outlive a page (components/use-draft.ts) are of one person. */

const DRAFTS = 'canhmang.draft.';
const PERSON = 'canhmang.drafts-of';

/** To be called when somebody signs out. */
export function forgetDrafts(): void {
  try {
    const keys = Array.from({ length: sessionStorage.length }, (_, index) => sessionStorage.key(index));
    for (const key of keys) if (key?.startsWith(DRAFTS)) sessionStorage.removeItem(key);
    sessionStorage.removeItem(PERSON);
  } catch {
    // Storage may be forbidden by policy; then nothing is kept in it.
  }
}

/** To be called when it is known who is signed in: what somebody else typed goes. */
export function keepDraftsOf(name: string): void {
  try {
    const before = sessionStorage.getItem(PERSON);
    if (before !== null && before !== name) forgetDrafts();
    sessionStorage.setItem(PERSON, name);
  } catch {
    // See above.
  }
}
