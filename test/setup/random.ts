/** Chance that can be had again. */

/** Park and Miller's generator: the same seed makes the same choices. @returns 0 to 1. */
export function randomFrom(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
