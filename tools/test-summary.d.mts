export interface Summary {
  readonly passed: number;
  readonly failed: number;
  /** Full names. */
  readonly skipped: readonly string[];
}

/** The last line of `npm test`. */
export function summaryLine(summary: Summary): string;

/** Why the run counts as failed although no test did, or `undefined`. */
export function failureReason(
  summary: Summary,
  inCi: boolean,
  missing: readonly string[],
): string | undefined;

/** Whether the arguments of `npm test` ask for the unit tests and no others. */
export function onlyUnitTests(args: readonly string[]): boolean;
