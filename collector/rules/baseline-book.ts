/** The baselines of all series: read from the ledger at the start, written down now and then. */
import type { Ledger } from '../ledger/ledger.ts';
import { Baseline } from './baseline.ts';

/** So many in a transaction: others want to write between two. */
const ROWS_AT_ONCE = 500;

/** Rules and series whose baselines are kept apart by name. */
const keyOf = (rule: string, series: string) => `${rule}\n${series}`;

export class BaselineBook {
  readonly #baselines = new Map<string, Baseline>();

  /** The baseline of a series under a rule; a new one where there is none. */
  get(rule: string, series: string): Baseline {
    const key = keyOf(rule, series);
    let baseline = this.#baselines.get(key);
    if (!baseline) {
      baseline = new Baseline();
      this.#baselines.set(key, baseline);
    }
    return baseline;
  }

  /** All that the ledger has. One that cannot be read is learned anew. */
  static async read(ledger: Ledger): Promise<BaselineBook> {
    const book = new BaselineBook();
    for (const { rule, series, state } of await ledger.selectFrom('baseline').selectAll().execute()) {
      const baseline = Baseline.parse(state);
      if (baseline) book.#baselines.set(keyOf(rule, series), baseline);
    }
    return book;
  }

  /** Writes down those that have changed. */
  async save(ledger: Ledger, nowMs: number): Promise<void> {
    const changed = [...this.#baselines].filter(([, { isChanged }]) => isChanged);
    for (let from = 0; from < changed.length; from += ROWS_AT_ONCE) {
      const some = changed.slice(from, from + ROWS_AT_ONCE);
      const rows = some.map(([key, baseline]) => {
        const [rule = '', series = ''] = key.split('\n');
        return { rule, series, state: baseline.toString(), changed_ms: nowMs };
      });
      for (const [, baseline] of some) baseline.isChanged = false;
      try {
        await ledger
          .insertInto('baseline')
          .values(rows)
          .onConflict((conflict) =>
            conflict.columns(['rule', 'series']).doUpdateSet(({ ref }) => ({
              state: ref('excluded.state'),
              changed_ms: ref('excluded.changed_ms'),
            })),
          )
          .execute();
      } catch (error) {
        for (const [, baseline] of some) baseline.isChanged = true;
        throw error;
      }
    }
  }
}
