/** `canhmang store migrate`: history into the new store, while the collector writes there what comes. */
import { join } from 'node:path';
import { copyStore } from '../../collector/store/transfer/copy.ts';
import { WorkState } from '../../collector/store/transfer/work-state.ts';
import { EXIT } from '../../config/error.ts';
import { ProgressBar } from '../progress.ts';
import { configOf, dataFolderOf } from '../settings.ts';
import type { OtherStoreOptions } from '../store-access.ts';
import { withBothStores } from '../store-access.ts';
import type { Terminal } from '../terminal.ts';

export function runStoreMigrate({ out, say, t }: Terminal, options: OtherStoreOptions): Promise<number> {
  return withBothStores(options, async (from, to, names) => {
    const folder = dataFolderOf(options, configOf(options));
    const state = WorkState.open(join(folder, 'store-migrate.json'), `migrate ${names.from} ${names.to}`);
    const bar = new ProgressBar();
    const { values } = await copyStore(from, to, state, (progress) =>
      bar.show(progress.done, progress.total, t('store.values', { count: String(progress.values) })),
    );
    await to.flush();
    await state.end();
    out(t('store.migrated', { values: String(values), ...names }));
    if (to.refused === 0) return EXIT.ok;
    say(t('store.refused', { points: String(to.refused) }));
    return EXIT.problem;
  });
}
