/** Shows samples as they come: one line that is written anew on a terminal, a line a sample elsewhere. */
import type { Translate } from '../../../config/messages.ts';
import { ms } from '../findings.ts';
import type { Sample } from './series.ts';
import { sparkline, summarise } from './series.ts';

const SPARKLINE_WIDTH = 40;

export interface DisplayOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export class LiveDisplay {
  readonly #output: DisplayOutput;
  readonly #t: Translate;

  constructor(output: DisplayOutput, t: Translate) {
    this.#output = output;
    this.#t = t;
  }

  /** @param samples all of them, the new one last. */
  show(samples: readonly Sample[]): void {
    const latest = samples.at(-1);
    const text = latest === undefined ? this.#t('diag.found.no_answer') : ms(latest);
    if (!this.#output.isTTY) {
      this.#output.write(`${samples.length}  ${text}\n`);
      return;
    }
    const { received, sent, lossPercent } = summarise(samples);
    const counts = `${received}/${sent}  -${lossPercent.toFixed(1)} %`;
    this.#output.write(`\r\u001b[K${sparkline(samples, SPARKLINE_WIDTH)}  ${text}  ${counts}`);
  }

  /** The next text begins a line of its own. */
  end(): void {
    if (this.#output.isTTY) this.#output.write('\n');
  }
}
