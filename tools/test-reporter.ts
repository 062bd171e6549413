/**
 * Counts what the tests did, for the last line of `npm test`.
 * It writes a file rather than that line, because vitest may have more to say after it.
 */
import { writeFileSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule, TestSuite } from 'vitest/node';

/** The file to write; set by tools/test.mjs. */
const SUMMARY_VARIABLE = 'CANHMANG_TEST_SUMMARY';

export interface TestSummary {
  readonly passed: number;
  /** Tests, and files and groups that failed outside any test. */
  readonly failed: number;
  /** Full names. */
  readonly skipped: readonly string[];
}

/** Groups whose own hooks failed: their tests are only skipped. */
function failedGroups(parent: TestModule | TestSuite): number {
  let failed = parent.errors().length > 0 ? 1 : 0;
  for (const suite of parent.children.suites()) failed += failedGroups(suite);
  return failed;
}

/** Sums up a run. */
export function summarise(modules: readonly TestModule[], unhandledErrors: number): TestSummary {
  let passed = 0;
  let failed = unhandledErrors;
  const skipped: string[] = [];
  for (const module of modules) {
    failed += failedGroups(module);
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') passed++;
      else if (state === 'failed') failed++;
      // A test still pending was cut off by the end of the run: it proved nothing.
      else skipped.push(`${module.relativeModuleId} > ${test.fullName}`);
    }
  }
  return { passed, failed, skipped };
}

class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const file = process.env[SUMMARY_VARIABLE];
    if (file) writeFileSync(file, JSON.stringify(summarise(modules, unhandledErrors.length)));
  }
}

// biome-ignore lint/style/noDefaultExport: vitest finds a reporter by its default export
export default SummaryReporter;
