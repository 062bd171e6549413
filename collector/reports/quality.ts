/** How good the way to each site was in a period, from the measurements themselves. */
import type { Inventory } from '../../model/inventory.ts';
import type { Period } from '../../model/period.ts';

/** Where measurements are summed up: the metric store. */
export interface FigureSource {
  summary(
    query: Period & {
      readonly measurement: string;
      readonly field: string;
      readonly tags: Readonly<Record<string, string>>;
      readonly by: string;
      readonly figure: 'average' | 'p95';
    },
  ): Promise<readonly { readonly group: string; readonly value: number }[]>;
}

/** Of the rounds from the core to a site. `null`: none of them was answered, or no raw value is left. */
export interface QualityRow {
  readonly site: string;
  readonly name: string;
  readonly measurement: 'ping' | 'stamp';
  /** Of every round's mean round trip, nearest rank. */
  readonly rttP95Ms: number | null;
  readonly jitterP95Ms: number | null;
  readonly lossPercent: number | null;
}

const FIELDS = {
  ping: { rtt: 'average_response_ms', jitter: 'jitter_ms', loss: 'percent_packet_loss' },
  stamp: { rtt: 'rtt_avg_ms', jitter: 'jitter_forward_ms', loss: 'loss_percent' },
} as const;
const MEASUREMENTS = ['ping', 'stamp'] as const;

/** In the order of the sites; a site has a row for each measurement that reached for it. */
export async function qualityRows(
  source: FigureSource,
  { sites }: Inventory,
  { fromMs, toMs }: Period,
): Promise<QualityRow[]> {
  const rows: QualityRow[] = [];
  for (const measurement of MEASUREMENTS) {
    const figures = async (field: string, figure: 'average' | 'p95') => {
      const tags = { role: 'reach' };
      const found = await source.summary({ measurement, field, tags, by: 'site', figure, fromMs, toMs });
      return new Map(found.map(({ group, value }) => [group, value]));
    };
    const { rtt, jitter, loss } = FIELDS[measurement];
    const rtts = await figures(rtt, 'p95');
    const jitters = await figures(jitter, 'p95');
    const losses = await figures(loss, 'average');
    for (const { id, name } of sites) {
      if (!rtts.has(id) && !losses.has(id)) continue;
      rows.push({
        ...{ site: id, name, measurement },
        rttP95Ms: rtts.get(id) ?? null,
        jitterP95Ms: jitters.get(id) ?? null,
        lossPercent: losses.get(id) ?? null,
      });
    }
  }
  const order = new Map(sites.map(({ id }, index) => [id, index]));
  return rows.sort((a, b) => (order.get(a.site) ?? 0) - (order.get(b.site) ?? 0));
}
