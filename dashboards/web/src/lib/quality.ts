/** From what the API answers about a site's quality to the lines that are drawn. Pure. */
import type { SeriesAnswer } from '../../../../collector/api/types/sites.ts';
import { type Bucket, type ChartSeries, lossBuckets } from './chart.ts';

type AnswerSeries = SeriesAnswer['series'];
type One = AnswerSeries[number];

export interface QualityFields {
  rtt_avg_ms: AnswerSeries;
  sent: AnswerSeries;
  received: AnswerSeries;
  average_response_ms: AnswerSeries;
  percent_packet_loss: AnswerSeries;
}

/** What a measurement is for, in the order that people ask: the site from outside, its view of the core, itself. */
export const ROLES = ['reach', 'core', 'gateway', 'room'] as const;
export type Role = (typeof ROLES)[number];

/** More lines than these cannot be told apart. */
const MAX_LINES = 4;

/**
 * Round-trip time and loss, by what they are for, STAMP before ping; series without any bucket are left out.
 * @param roleText names what a series is for; where it has no role its kind and its agent do
 */
export function qualitySeries(
  fields: QualityFields,
  roleText: (role: Role) => string | undefined = () => undefined,
): { rtt: ChartSeries[]; loss: ChartSeries[] } {
  const stampLoss = fields.sent.map((sent) => {
    const received = fields.received.find((each) => sameTags(each, sent));
    return { tags: sent.tags, buckets: lossBuckets(sent.buckets, received?.buckets ?? []) };
  });
  return {
    rtt: named([of('STAMP', fields.rtt_avg_ms), of('Ping', fields.average_response_ms)].flat(), roleText),
    loss: named([of('STAMP', stampLoss), of('Ping', fields.percent_packet_loss)].flat(), roleText),
  };
}

interface Unnamed {
  readonly kind: string;
  readonly tags: One['tags'];
  readonly buckets: readonly Bucket[];
}

function of(kind: string, series: readonly Omit<Unnamed, 'kind'>[]): Unnamed[] {
  return series.filter(({ buckets }) => buckets.length > 0).map((each) => ({ ...each, kind }));
}

function named(series: readonly Unnamed[], roleText: (role: Role) => string | undefined): ChartSeries[] {
  const times = new Map<string, number>();
  return series
    .toSorted((a, b) => roleRank(a) - roleRank(b))
    .slice(0, MAX_LINES)
    .map((each) => {
      const { name, detail } = nameOf(each, roleText);
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
function nameOf(
  series: Unnamed,
  roleText: (role: Role) => string | undefined,
): Pick<ChartSeries, 'name' | 'detail'> {
  const { kind, tags } = series;
  const role = roleOf(series);
  const text = role === undefined ? undefined : roleText(role);
  const target = tags.target ?? tags.url;
  if (text !== undefined) return { name: text, detail: target };
  const parts = [kind, tags.agent, target].filter((part) => part !== undefined && part !== '');
  return { name: parts.join(' · '), detail: undefined };
}

function sameTags(a: One, b: One): boolean {
  const names = Object.keys(a.tags);
  return names.length === Object.keys(b.tags).length && names.every((name) => a.tags[name] === b.tags[name]);
}
