/** How far a long piece of work is: a bar on a terminal, a line now and then elsewhere. On standard error. */

const BAR_WIDTH = 30;
/** Between two lines where nobody sees a bar. */
const LINE_EVERY_MS = 10_000;
const BAR_EVERY_MS = 100;

export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export class ProgressBar {
  readonly #output: ProgressOutput;
  readonly #monotonicMs: () => number;
  readonly #startedMs: number;
  #shownMs = Number.NEGATIVE_INFINITY;

  constructor(output: ProgressOutput = process.stderr, monotonicMs: () => number = () => performance.now()) {
    this.#output = output;
    this.#monotonicMs = monotonicMs;
    this.#startedMs = monotonicMs();
  }

  /** @param note what has been done, in words. */
  show(done: number, total: number, note: string): void {
    const nowMs = this.#monotonicMs();
    const isEnd = done >= total;
    const everyMs = this.#output.isTTY ? BAR_EVERY_MS : LINE_EVERY_MS;
    if (!isEnd && nowMs - this.#shownMs < everyMs) return;
    this.#shownMs = nowMs;
    const share = total === 0 ? 1 : done / total;
    const percent = `${String(Math.floor(share * 100)).padStart(3)} %`;
    const leftS =
      done === 0 ? undefined : Math.round(((nowMs - this.#startedMs) / 1_000 / done) * (total - done));
    const left = isEnd || leftS === undefined ? '' : `  -${clock(leftS)}`;
    if (!this.#output.isTTY) {
      this.#output.write(`${percent}  ${note}${left}\n`);
      return;
    }
    const filled = Math.round(share * BAR_WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
    this.#output.write(`\r\u001b[K${bar} ${percent}  ${note}${left}${isEnd ? '\n' : ''}`);
  }
}

/** `1:02:03`, `2:03` */
function clock(seconds: number): string {
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** People wait two seconds without a word, and no longer. */
const SILENCE_MS = 2_000;

/** Has something said when work takes its time. @returns the work is done. */
export function sayIfSlow(say: () => void): () => void {
  const timer = setTimeout(say, SILENCE_MS);
  return () => clearTimeout(timer);
}

/** A bar, once work has taken that long. @param note what has been done, in words. */
export function barIfSlow(
  note: (done: string, total: string) => string,
): (done: number, total: number) => void {
  const startMs = performance.now();
  let bar: ProgressBar | undefined;
  return (done, total) => {
    if (!bar && (performance.now() - startMs < SILENCE_MS || done >= total)) return;
    bar ??= new ProgressBar();
    bar.show(done, total, note(String(done), String(total)));
  };
}
