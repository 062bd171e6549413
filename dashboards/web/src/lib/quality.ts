/** From what the API answers about a site's quality to the lines that are drawn. Pure. */
import type { SeriesAnswer } from '../../../../collector/api/types/sites.ts';
import type { Bucket, ChartSeries } from './chart.ts';

type One = SeriesAnswer['series'][number];

/** What a measurement is for, in the order that people ask: the site from outside, its view of the core, itself. */
export const ROLES = ['reach', 'core', 'gateway', 'room'] as const;
export type Role = (typeof ROLES)[number];
export type Direction = 'there' | 'back';

/** The fields that the charts of quality are drawn from, by measurement. */
export const QUALITY_FIELDS = {
  stamp: ['rtt_avg_ms', 'rtt_min_ms', 'rtt_max_ms', 'loss_percent', 'jitter_forward_ms', 'jitter_back_ms'],
  ping: [
    'average_response_ms',
    'minimum_response_ms',
    'maximum_response_ms',
    'percent_packet_loss',
    'jitter_ms',
  ],
} as const;

export type QualityAnswer = Record<keyof typeof QUALITY_FIELDS, readonly One[]>;

export interface QualityWords {
  /** Names what a series is for; where it has no role its kind and its agent do. */
  role: (role: Role) => string | undefined;
  direction: (direction: Direction) => string;
}

export type QualityCharts = Record<'rtt' | 'loss' | 'jitter', ChartSeries[]>;

/** More lines than these cannot be told apart. */
const MAX_LINES = 4;

/** Round-trip time, loss and jitter, by what they are for, STAMP before ping; series without a bucket are left out. */
export function qualityCharts({ stamp, ping }: QualityAnswer, words: QualityWords): QualityCharts {
  const ofStamp = (field: string, direction?: Direction) =>
    seriesOf('STAMP', fieldOf(stamp, field), direction);
  const ofPing = (field: string) => seriesOf('Ping', fieldOf(ping, field));
  const rtt = [
    ...ofStamp('rtt_avg_ms').map(reaching(stamp, 'rtt_min_ms', 'rtt_max_ms')),
    ...ofPing('average_response_ms').map(reaching(ping, 'minimum_response_ms', 'maximum_response_ms')),
  ];
  return {
    rtt: named(rtt, words),
    loss: named([...ofStamp('loss_percent'), ...ofPing('percent_packet_loss')], words),
    jitter: named(
      [
        ...ofStamp('jitter_forward_ms', 'there'),
        ...ofStamp('jitter_back_ms', 'back'),
        ...ofPing('jitter_ms'),
      ],
      words,
    ),
  };
}

interface Unnamed {
  readonly kind: string;
  readonly tags: One['tags'];
  readonly direction: Direction | undefined;
  readonly buckets: readonly Bucket[];
}

function fieldOf(series: readonly One[], field: string): One[] {
  return series.filter((each) => each.field === field);
}

function seriesOf(kind: string, series: readonly One[], direction?: Direction): Unnamed[] {
  return series
    .filter(({ buckets }) => buckets.length > 0)
    .map(({ tags, buckets }) => ({ kind, tags, buckets, direction }));
}

/** The band of a round's mean reaches from the quickest packet to the slowest, not from mean to mean. */
function reaching(all: readonly One[], lowest: string, highest: string) {
  const bucketsOf = (field: string, series: Unnamed) => {
    const found = fieldOf(all, field).find((each) => sameTags(each.tags, series.tags));
    return new Map(found?.buckets.map((bucket) => [bucket[0], bucket]));
  };
  return (series: Unnamed): Unnamed => {
    const [low, high] = [bucketsOf(lowest, series), bucketsOf(highest, series)];
    const buckets = series.buckets.map(([timeMs, average, minimum, maximum]): Bucket => {
      return [timeMs, average, low.get(timeMs)?.[2] ?? minimum, high.get(timeMs)?.[3] ?? maximum];
    });
    return { ...series, buckets };
  };
}

function named(series: readonly Unnamed[], words: QualityWords): ChartSeries[] {
  const times = new Map<string, number>();
  return series
    .toSorted((a, b) => roleRank(a) - roleRank(b))
    .slice(0, MAX_LINES)
    .map((each) => {
      const { name, detail } = nameOf(each, words);
      const time = (times.get(name) ?? 0) + 1;
      times.set(name, time);
      // Series may differ in tags that the name does not say.
      return { name: time === 1 ? name : `${name} (${time})`, detail, buckets: each.buckets };
    });
}

function roleOf({ tags }: Unnamed): Role | undefined {
  return ROLES.find((role) => role === tags.role);
}

function roleRank(series: Unnamed): number {
  const role = roleOf(series);
  return role === undefined ? ROLES.length : ROLES.indexOf(role);
}

/** "Từ trung tâm" with the address as its detail; without a role "Ping · core · 10.1.2.3": who measured, and what. */
function nameOf(series: Unnamed, words: QualityWords): Pick<ChartSeries, 'name' | 'detail'> {
  const { kind, tags, direction } = series;
  const role = roleOf(series);
  const text = role === undefined ? undefined : words.role(role);
  const way = direction === undefined ? undefined : words.direction(direction);
  const target = tags.target ?? tags.url;
  const parts = text === undefined ? [kind, tags.agent, target, way] : [text, way];
  return {
    name: parts.filter((part) => part !== undefined && part !== '').join(' · '),
    detail: text === undefined ? undefined : target,
  };
}

function sameTags(a: One['tags'], b: One['tags']): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
