/** Whether the collector does its work: measurements come in, and the ledger takes what is decided. */
import type { Ledger } from './ledger/ledger.ts';

export interface VitalSignParts {
  readonly ledger: Ledger;
  /** Problems that are known without asking. */
  readonly known: () => readonly string[];
  /** No measurement from anybody for this long: something is wrong on our side. */
  readonly ingestSilenceMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export class VitalSigns {
  readonly #parts: VitalSignParts;
  #takenMs: number;

  constructor(parts: VitalSignParts) {
    this.#parts = parts;
    this.#takenMs = parts.now();
  }

  /** Measurements have come. */
  taken(): void {
    this.#takenMs = this.#parts.now();
  }

  /** What keeps the collector from its work; writes to the ledger in order to know. */
  async problems(): Promise<string[]> {
    const { known, ingestSilenceMs, now } = this.#parts;
    const problems = [...known()];
    const silentMs = now() - this.#takenMs;
    if (silentMs > ingestSilenceMs)
      problems.push(`no measurement has come for ${Math.round(silentMs / 1_000)} s`);
    const unwritable = await this.#write();
    if (unwritable !== undefined) problems.push(`the ledger cannot be written: ${unwritable}`);
    return problems;
  }

  async #write(): Promise<string | undefined> {
    const value = String(this.#parts.now());
    try {
      await this.#parts.ledger
        .insertInto('meta')
        .values({ key: 'alive_ms', value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute();
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}
