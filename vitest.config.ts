import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** A unit test computes; one that takes this long waits for something it must not. Milliseconds. */
const UNIT_TIMEOUT_MS = 5_000;
/** Starts a real server or program, on a machine of two cores that runs other tests at the same time. */
const SERVICE_TIMEOUT_MS = 30_000;
/** Builds namespaces, and waits until a fault has been noticed, confirmed and told. */
const LAB_TIMEOUT_MS = 120_000;
/** Starts Chromium, which takes seconds on its own, and a collector with a province in it. */
const BROWSER_TIMEOUT_MS = 60_000;

/**
 * Tests with real servers wait more than they compute. Left to itself vitest leaves one core free, and on a machine of
 * two runs one file after the other.
 */
const SERVICE_WORKERS = 2;

const timeouts = (timeoutMs: number) => ({ testTimeout: timeoutMs, hookTimeout: timeoutMs });

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          sequence: { groupOrder: 0 },
          // Pure code shares its modules between files: loading them anew for each takes longer than the tests.
          isolate: false,
          pool: 'threads',
          ...timeouts(UNIT_TIMEOUT_MS),
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          maxWorkers: SERVICE_WORKERS,
          ...timeouts(SERVICE_TIMEOUT_MS),
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          maxWorkers: SERVICE_WORKERS,
          ...timeouts(SERVICE_TIMEOUT_MS),
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          // Two browsers at once on two cores make each other time out.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          ...timeouts(BROWSER_TIMEOUT_MS),
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          // A lab measures delays and losses: nothing else may run beside it. A process of its own owns it.
          fileParallelism: false,
          pool: 'forks',
          sequence: { groupOrder: 3 },
          ...timeouts(LAB_TIMEOUT_MS),
        },
      },
    ],
  },
});
