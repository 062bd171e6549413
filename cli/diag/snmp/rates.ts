/** Interface rates out of the points of a poll, and how they are shown. */
import type { Translate } from '../../../config/messages.ts';
import type { Point } from '../../../model/point.ts';
import { numericField } from '../../../model/point.ts';

export interface InterfaceRate {
  readonly name: string;
  readonly alias: string;
  readonly up: boolean;
  /** `null`: the counters do not say. */
  readonly inBps: number | null;
  readonly outBps: number | null;
  readonly inPercent: number | null;
  readonly outPercent: number | null;
  /** Since the device's start, both ways. */
  readonly errors: number;
  readonly discards: number;
}

const OPER_STATUS_UP = 1;

/** Pure. */
export function ratesOf(points: readonly Point[]): InterfaceRate[] {
  return points
    .filter(({ measurement }) => measurement === 'interface')
    .map((point) => {
      const field = (name: string) => numericField(point, name);
      return {
        name: point.tags.ifName ?? '',
        alias: point.tags.ifAlias ?? '',
        up: field('ifOperStatus') === OPER_STATUS_UP,
        inBps: field('in_bps') ?? null,
        outBps: field('out_bps') ?? null,
        inPercent: field('in_utilisation') ?? null,
        outPercent: field('out_utilisation') ?? null,
        errors: (field('ifInErrors') ?? 0) + (field('ifOutErrors') ?? 0),
        discards: (field('ifInDiscards') ?? 0) + (field('ifOutDiscards') ?? 0),
      };
    });
}

/** `12.3 Mbit/s` */
export function writeBps(bps: number | null): string {
  if (bps === null) return '–';
  const [divisor, unit] = bps >= 1e9 ? [1e9, 'Gbit/s'] : bps >= 1e6 ? [1e6, 'Mbit/s'] : [1e3, 'kbit/s'];
  return `${(bps / divisor).toFixed(1)} ${unit}`;
}

const BAR_WIDTH = 10;

function bar(percent: number | null): string {
  if (percent === null) return ' '.repeat(BAR_WIDTH + 6);
  const filled = Math.min(BAR_WIDTH, Math.ceil((percent / 100) * BAR_WIDTH));
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${percent.toFixed(0).padStart(3)} %`;
}

export interface RateOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** One table that is written anew on a terminal, one below the other elsewhere. Interfaces that are down are left out. */
export class RateTable {
  readonly #output: RateOutput;
  readonly #t: Translate;
  #lines = 0;

  constructor(output: RateOutput, t: Translate) {
    this.#output = output;
    this.#t = t;
  }

  show(rates: readonly InterfaceRate[]): void {
    const up = rates.filter((rate) => rate.up);
    const label = ({ name, alias }: InterfaceRate) => (alias === '' ? name : `${name} (${alias})`);
    const heads = (['interface', 'in', 'out', 'errors'] as const).map((key) => this.#t(`diag.snmp.${key}`));
    const width = Math.max(...up.map((rate) => label(rate).length), heads[0]?.length ?? 0);
    const head = `${heads[0]?.padEnd(width)}  ${heads[1]?.padStart(13)}${' '.repeat(BAR_WIDTH + 7)}  ${heads[2]?.padStart(13)}${' '.repeat(BAR_WIDTH + 7)}  ${heads[3]}`;
    const rows = up.map(
      (rate) =>
        `${label(rate).padEnd(width)}  ${writeBps(rate.inBps).padStart(13)} ${bar(rate.inPercent)}  ${writeBps(rate.outBps).padStart(13)} ${bar(rate.outPercent)}  ${rate.errors}/${rate.discards}`,
    );
    const hidden = rates.length - up.length;
    const note = hidden === 0 ? [] : [this.#t('diag.snmp.hidden', { count: String(hidden) })];
    this.#write([head, ...rows, ...note]);
  }

  silent(target: string): void {
    this.#write([this.#t('diag.snmp.silent', { target })]);
  }

  #write(lines: readonly string[]): void {
    // Up to where the table began, and each line to its end (ECMA-48 sections 8.3.22 and 8.3.41).
    const again = this.#output.isTTY && this.#lines > 0 ? `\u001b[${this.#lines}A` : '';
    const erase = this.#output.isTTY ? '\u001b[K' : '';
    const below = this.#output.isTTY ? '\u001b[J' : '';
    this.#output.write(`${again}${lines.map((line) => `${erase}${line}\n`).join('')}${below}`);
    this.#lines = lines.length;
  }
}
