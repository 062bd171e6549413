/** Numbers that look random and are the same in every run: noise by place, and a seeded sequence. */

/** FNV-1a: a seed of 32 bits from a name. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** Noise in [0, 1): always the same for the same seed and index. */
export function noiseAt(seed: number, index: number): number {
  // The finaliser of MurmurHash3: every bit of the input reaches every bit of the output.
  let bits = (seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}

/** A sequence of numbers in [0, 1) that the seed repeats. */
export function seededRandom(seed: number): () => number {
  let index = 0;
  return () => {
    index += 1;
    return noiseAt(seed, index);
  };
}
