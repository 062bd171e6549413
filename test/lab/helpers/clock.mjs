/**
 * Loaded before a Node program (`--import`): its wall clock is off by as many milliseconds as a file says.
 * The monotonic clock (`performance.now`, `process.hrtime`, timers) stays right, as a skewed machine's does.
 */
import { readFileSync } from 'node:fs';

/** How long a reading of the file is trusted, milliseconds. */
const TRUSTED_MS = 50;

const file = process.env.CANHMANG_LAB_CLOCK_FILE;
const RealDate = Date;
let offsetMs = 0;
let readAtMs = Number.NEGATIVE_INFINITY;

function now() {
  const monotonicMs = performance.now();
  if (file && monotonicMs - readAtMs > TRUSTED_MS) {
    readAtMs = monotonicMs;
    try {
      offsetMs = Number(readFileSync(file, 'utf8')) || 0;
    } catch {
      offsetMs = 0;
    }
  }
  return RealDate.now() + offsetMs;
}

class SkewedDate extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(now());
    else super(...args);
  }
  static now() {
    return now();
  }
}

// `Date()` without `new` is a string by the language, which a class cannot be called for.
globalThis.Date = new Proxy(SkewedDate, { apply: () => new SkewedDate().toString() });
