/** Results as people read them (a table) and as they are kept (JSON). */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import type { BenchResult } from './rounds.ts';
import type { Spread } from './statistics.ts';

/** Four digits say more than any round is worth. */
function formatNumber(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) >= 1_000 ? value.toFixed(0) : value.toPrecision(4);
}

function spreadCells({ median, min, max }: Spread): string[] {
  return [median, min, max].map(formatNumber);
}

/** Rows in columns: the first two to the left, numbers to the right. */
function alignRows(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const pad = (cell: string, column: number) =>
    column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

/** The table of one case. Pure. */
export function formatResult(result: BenchResult): string {
  const rows: string[][] = [['subject', 'figure', 'median', 'min', 'max']];
  for (const subject of result.subjects) {
    for (const [figure, spread] of Object.entries(subject.figures)) {
      rows.push([subject.name, figure, ...spreadCells(spread)]);
    }
  }
  for (const { ratioOf, ...spread } of result.ratios) {
    rows.push([`${ratioOf[0]} / ${ratioOf[1]}`, ratioOf[2], ...spreadCells(spread)]);
  }
  const rounds = result.subjects[0]?.rounds.length ?? 0;
  const title = `${result.name}: ${result.describes} (${rounds} rounds)`;
  const breaches = result.breaches.map((breach) => `LIMIT ${breach}`);
  return [title, alignRows(rows), ...breaches, ''].join('\n');
}

/** Writes `<folder>/<case>.json` with the machine it was measured on. @param date ISO 8601. */
export function writeResult(folder: string, result: BenchResult, date: string): void {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryMb: Math.round(totalmem() / 1e6),
    kernel: release(),
    node: process.version,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${result.name}.json`),
    `${JSON.stringify({ date, machine, ...result }, null, 2)}\n`,
  );
}
