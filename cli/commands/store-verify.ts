/** `canhmang store verify`: whether the new store has every value of the old one. */
import { compareStores } from '../../collector/store/transfer/verify.ts';
import { EXIT } from '../../config/error.ts';
import { ProgressBar } from '../progress.ts';
import type { OtherStoreOptions } from '../store-access.ts';
import { withBothStores } from '../store-access.ts';
import type { Terminal } from '../terminal.ts';

export function runStoreVerify({ out, t }: Terminal, options: OtherStoreOptions): Promise<number> {
  return withBothStores(options, async (from, to, names) => {
    const bar = new ProgressBar();
    const days = await compareStores(from, to, ({ done, total, values }) =>
      bar.show(done, total, t('store.values', { count: String(values) })),
    );
    let [values, missing] = [0, 0];
    for (const { day, measurement, ...counts } of days) {
      values += counts.values;
      missing += counts.missing;
      const shown = { values: counts.values, missing: counts.missing, more: counts.more };
      const texts = Object.fromEntries(Object.entries(shown).map(([key, count]) => [key, String(count)]));
      out(t('store.verify_day', { day, measurement, ...texts }));
    }
    const total = { values: String(values), missing: String(missing), ...names };
    out(t(missing === 0 ? 'store.verified' : 'store.verify_missing', total));
    return missing === 0 ? EXIT.ok : EXIT.problem;
  });
}
