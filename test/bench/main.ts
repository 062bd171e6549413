/** Measures the cases it is given. Bundled together with them by run.mjs. */
import { type BenchCase, Unmeasurable } from './bench-case.ts';
import { formatResult, writeResult } from './report.ts';
import { type BenchResult, measureCase } from './rounds.ts';

async function runCase(bench: BenchCase): Promise<BenchResult> {
  const prepared = await bench.prepare();
  try {
    return await measureCase(bench, prepared);
  } finally {
    await prepared.close?.();
  }
}

/**
 * Measures, prints and keeps the results of all cases, one after the other.
 * @param resultsFolder where the JSON files go.
 * @returns how many cases could not be measured or broke a limit.
 */
export async function runCases(cases: readonly BenchCase[], resultsFolder: string): Promise<number> {
  let bad = 0;
  for (const bench of cases) {
    try {
      const result = await runCase(bench);
      writeResult(resultsFolder, result, new Date().toISOString());
      console.log(formatResult(result));
      if (result.breaches.length > 0) bad++;
    } catch (error) {
      bad++;
      const reason = error instanceof Unmeasurable ? `not measured: ${error.message}` : error;
      console.error(`${bench.name}:`, reason, '\n');
    }
  }
  return bad;
}
