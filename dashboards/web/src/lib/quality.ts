/** From what the API answers about a site's quality to the lines that are drawn. Pure. */
import type { SeriesAnswer } from '../../../../collector/api/types.ts';
import { type Bucket, lossBuckets } from './chart.ts';

type AnswerSeries = SeriesAnswer['series'];
type One = AnswerSeries[number];

export interface QualityFields {
  rtt_avg_ms: AnswerSeries;
  sent: AnswerSeries;
  received: AnswerSeries;
  average_response_ms: AnswerSeries;
  percent_packet_loss: AnswerSeries;
}

export interface NamedSeries {
  name: string;
  buckets: readonly Bucket[];
}

/** More lines than these cannot be told apart. */
const MAX_LINES = 4;

/** Round-trip time and loss, STAMP before ping; series without any bucket are left out. */
export function qualitySeries(fields: QualityFields): { rtt: NamedSeries[]; loss: NamedSeries[] } {
  const stampLoss = fields.sent.map((sent) => {
    const received = fields.received.find((each) => sameTags(each, sent));
    return { tags: sent.tags, buckets: lossBuckets(sent.buckets, received?.buckets ?? []) };
  });
  return {
    rtt: [...named('STAMP', fields.rtt_avg_ms), ...named('Ping', fields.average_response_ms)].slice(
      0,
      MAX_LINES,
    ),
    loss: [...named('STAMP', stampLoss), ...named('Ping', fields.percent_packet_loss)].slice(0, MAX_LINES),
  };
}

function named(
  kind: string,
  series: readonly { tags: One['tags']; buckets: readonly Bucket[] }[],
): NamedSeries[] {
  const times = new Map<string, number>();
  return series
    .filter(({ buckets }) => buckets.length > 0)
    .map(({ tags, buckets }) => {
      const name = nameOf(kind, tags);
      const time = (times.get(name) ?? 0) + 1;
      times.set(name, time);
      // Series may differ in tags that the name does not say.
      return { name: time === 1 ? name : `${name} (${time})`, buckets };
    });
}

/** "Ping · core · 10.1.2.3": who measured, and what. */
function nameOf(kind: string, tags: One['tags']): string {
  return [kind, tags.agent, tags.target ?? tags.url]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

function sameTags(a: One, b: One): boolean {
  const names = Object.keys(a.tags);
  return names.length === Object.keys(b.tags).length && names.every((name) => a.tags[name] === b.tags[name]);
}
