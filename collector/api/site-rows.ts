/** Sites as the API shows them: inventory, present state, latest measurement. */
import type { Site } from '../../model/inventory.ts';
import type { FieldValue } from '../../model/point.ts';
import { subjectId } from '../../model/state.ts';
import { isValidOn, UnitTree } from '../../model/unit-tree.ts';
import type { LatestValue, MetricStore } from '../store/metric-store.ts';
import type { ApiContext } from './resource.ts';
import { iso } from './resource.ts';
import type { SiteRow } from './types/sites.ts';

/** Older than this, the latest value is not shown as the present one. */
const FRESH_MS = 60_000;

interface Round {
  rttMs: number | null;
  lossPercent: number | null;
  jitterMs: number | null;
  mos: number | null;
}

export const NO_ROUND: Round = { rttMs: null, lossPercent: null, jitterMs: null, mos: null };

const ROUND_FIELDS: Readonly<Record<string, keyof Round>> = {
  average_response_ms: 'rttMs',
  rtt_avg_ms: 'rttMs',
  percent_packet_loss: 'lossPercent',
  loss_percent: 'lossPercent',
  jitter_ms: 'jitterMs',
  jitter_forward_ms: 'jitterMs',
  mos: 'mos',
};

export function asNumber(value: FieldValue | undefined): number | null {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? value : null;
}

/** The latest round to each site or room, by the value of a tag. */
export function latestRounds(
  store: MetricStore,
  role: 'reach' | 'room',
  tag: string,
  nowMs: number,
): Map<string, Round> {
  const rounds = new Map<string, Round>();
  const latest: LatestValue[] = ['ping', 'stamp'].flatMap((measurement) =>
    store.latest(measurement, { role }),
  );
  // A field that failed rounds do not have keeps its last value: only those of the newest round count.
  const newestMs = new Map<string, number>();
  for (const { tags, timeMs } of latest) {
    const key = tags[tag] ?? '';
    newestMs.set(key, Math.max(timeMs, newestMs.get(key) ?? 0));
  }
  for (const { tags, field, value, timeMs } of latest) {
    const key = tags[tag] ?? '';
    const name = ROUND_FIELDS[field];
    if (name === undefined || timeMs !== newestMs.get(key) || nowMs - timeMs > FRESH_MS) continue;
    const round = rounds.get(key) ?? { ...NO_ROUND };
    rounds.set(key, round);
    round[name] = asNumber(value);
  }
  return rounds;
}

export function siteRows(context: ApiContext, sites: readonly Site[]): SiteRow[] {
  const { config, tracker, store } = context;
  const units = new UnitTree(config.inventory.units.filter((unit) => isValidOn(unit, config.unitsAsOf)));
  const rounds = latestRounds(store, 'reach', 'site', context.now());
  return sites.map((site) => {
    const record = tracker.get(subjectId('site', site.id));
    const district = units.districtOf(site.unit);
    const { rttMs, lossPercent } = rounds.get(site.id) ?? NO_ROUND;
    return {
      id: site.id,
      shortName: site.shortName,
      name: site.name,
      class: site.class,
      unit: site.unit,
      unitName: units.unit(site.unit)?.name ?? site.unit,
      district: district?.code ?? null,
      districtName: district?.name ?? null,
      upstream: site.upstream ?? null,
      state: record?.state ?? 'unknown',
      maintenance: context.plan.plannedUntil(subjectId('site', site.id), context.now()) !== undefined,
      since: iso(record?.sinceMs ?? context.now()),
      latitude: site.latitude ?? null,
      longitude: site.longitude ?? null,
      rttMs,
      lossPercent,
    };
  });
}
