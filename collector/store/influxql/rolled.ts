/** Roll-ups as InfluxQL gives them back. */
import type { Selection } from '../metric-store.ts';
import type { Rolled, RolledSeries } from '../server/rolled.ts';
import { FIGURE_PREFIX } from '../server/rolled.ts';
import { numberOf } from './answer.ts';
import type { InfluxqlClient } from './client.ts';
import { name, where } from './text.ts';

/** @param from the measurement, as it stands behind FROM. @throws StoreAway */
export async function readRolled(
  client: Pick<InfluxqlClient, 'ask'>,
  from: string,
  selection: Selection,
): Promise<RolledSeries[]> {
  const { average, minimum, maximum, count, p95 } = FIGURE_PREFIX;
  const columns = [average, minimum, maximum, count, p95].map((prefix) => name(prefix + selection.field));
  const [answer] = await client.ask(
    `SELECT ${columns.join(', ')} FROM ${from} ${where(selection)} GROUP BY *`,
  );
  return (answer?.series ?? []).map(({ tags, values }) => ({
    tags,
    intervals: values.flatMap(([time, ...cells]): Rolled[] => {
      const [mean, lowest, highest, counted, percentile] = cells.map(numberOf);
      if (mean === undefined || lowest === undefined || highest === undefined || !counted) return [];
      const rest = percentile === undefined ? {} : { p95: percentile };
      return [
        { timeMs: Number(time), average: mean, minimum: lowest, maximum: highest, count: counted, ...rest },
      ];
    }),
  }));
}
