/** When people were last in a call here, by what the codecs' own measurements say. Pure. */
import type { Point } from '../model/point.ts';

export class CallWatch {
  #lastMs: number | undefined;

  /** Epoch milliseconds; `undefined`: no call was seen. */
  get lastCallMs(): number | undefined {
    return this.#lastMs;
  }

  see(points: readonly Point[]): void {
    for (const { measurement, fields, timeMs } of points) {
      if (measurement !== 'videoconf' || fields.in_call === undefined || Number(fields.in_call) === 0)
        continue;
      this.#lastMs = Math.max(timeMs, this.#lastMs ?? timeMs);
    }
  }
}
