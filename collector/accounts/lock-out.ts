/**
 * Who guesses a password waits longer and longer. It is counted by the name that was typed, whether somebody has it or
 * not, and in the ledger: neither a restart nor many addresses give more tries. A browser that is known for its user, and a
 * page that is open, are counted by themselves: who shuts the name shuts nobody out there, and guesses there no faster.
 * Pure, but for the last few.
 */
import type { LedgerReader } from '../ledger/ledger.ts';

/** Wrong passwords that cost nothing. */
const FREE = 5;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** After a day without a try all is forgotten. */
const FORGET_AFTER_MS = 24 * 3_600_000;

/** Capitals: what was typed has none (`userName`), and can be none of these. */
export const failuresInBrowser = (user: number, browser: string) => `KNOWN:${user}:${browser}`;
export const failuresAtPage = (user: number) => `PAGE:${user}`;

export interface Failures {
  readonly failures: number;
  readonly lastMs: number;
}

/** Milliseconds until the next try counts; 0: it may be made. */
export function waitMs({ failures, lastMs }: Failures, nowMs: number): number {
  if (failures < FREE || nowMs - lastMs >= FORGET_AFTER_MS) return 0;
  const step = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - FREE, 20));
  return Math.max(0, lastMs + step - nowMs);
}

export function withFailure(before: Failures, nowMs: number): Failures {
  const failures = nowMs - before.lastMs >= FORGET_AFTER_MS ? 0 : before.failures;
  return { failures: failures + 1, lastMs: nowMs };
}

export async function failuresOf(ledger: LedgerReader, name: string): Promise<Failures> {
  const row = await ledger
    .selectFrom('sign_in_failure')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst();
  return { failures: row?.failures ?? 0, lastMs: row?.last_ms ?? 0 };
}

export async function noteFailure(ledger: LedgerReader, name: string, nowMs: number): Promise<void> {
  const { failures, lastMs } = withFailure(await failuresOf(ledger, name), nowMs);
  await ledger
    .deleteFrom('sign_in_failure')
    .where('last_ms', '<', nowMs - FORGET_AFTER_MS)
    .execute();
  await ledger
    .insertInto('sign_in_failure')
    .values({ name, failures, last_ms: lastMs })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ failures, last_ms: lastMs }))
    .execute();
}

export async function forgetFailures(ledger: LedgerReader, name: string): Promise<boolean> {
  const { numDeletedRows } = await ledger
    .deleteFrom('sign_in_failure')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Of a user, wherever they were. */
export async function forgetAllFailures(
  ledger: LedgerReader,
  { id, name }: { readonly id: number; readonly name: string },
): Promise<void> {
  await ledger
    .deleteFrom('sign_in_failure')
    .where((where) =>
      where.or([
        where('name', '=', name),
        where('name', '=', failuresAtPage(id)),
        where('name', 'like', failuresInBrowser(id, '%')),
      ]),
    )
    .execute();
}
