/** What the collector writes itself, put together. */
import type { Logger } from 'pino';
import type { LoadedConfig } from '../../config/load.ts';
import { formatPoints } from '../../model/line-protocol.ts';
import type { SubjectId } from '../../model/state.ts';
import type { FigureSources } from '../figures.ts';
import { diskPoint } from './disk.ts';
import { InventoryPoints } from './inventory.ts';
import type { OwnPointsParts } from './own-points.ts';
import { OBSERVER, startOwnPoints } from './own-points.ts';
import { selfMeter } from './self.ts';

const EVERY_MS = 60_000;
/** Names change seldom, and a change of state is written at once. */
const INVENTORY_EVERY_MS = 300_000;

export interface RunningOwnPoints {
  /** These have another state than they had. */
  stateChanged(subjects: readonly SubjectId[]): void;
  stop(): void;
}

export function openOwnPoints(parts: {
  readonly config: LoadedConfig;
  readonly dataFolder: string;
  readonly figures: FigureSources;
  readonly accept: (lines: string) => Promise<unknown>;
  readonly now: () => number;
  readonly logger: Logger;
}): RunningOwnPoints {
  const { config, figures, accept, now, logger } = parts;
  const { installation, inventory } = config;
  const stops: (() => void)[] = [];
  const start = (own: Pick<OwnPointsParts, 'what' | 'everyMs' | 'measure'>) =>
    stops.push(startOwnPoints({ ...own, accept, logger }));
  // Not in the inventory: nobody could be told where.
  const site = inventory.sites.find(({ upstream }) => upstream === undefined)?.id;
  if (site !== undefined) {
    const origin = { tags: { site, agent: OBSERVER }, now };
    const self = selfMeter(figures, origin);
    start({ what: 'figures', everyMs: EVERY_MS, measure: async () => [await self()] });
    start({
      what: 'disk',
      everyMs: EVERY_MS,
      measure: async () => [await diskPoint(parts.dataFolder, origin)],
    });
  }
  const stop = () => {
    for (const each of stops) each();
  };
  // Nobody but the collector reads the embedded store, and it has the inventory itself.
  if (installation.store.kind === 'embedded') return { stateChanged() {}, stop };
  const { tracker } = figures;
  const known = new InventoryPoints(config, (subject) => tracker.get(subject)?.state);
  start({ what: 'inventory', everyMs: INVENTORY_EVERY_MS, measure: () => known.all(now()) });
  return {
    stateChanged(subjects) {
      const points = known.of(subjects, now());
      if (points.length === 0) return;
      accept(formatPoints(points)).catch((error) =>
        logger.error({ err: error }, 'collector: a change of state cannot be written to the store'),
      );
    },
    stop,
  };
}
