/** Rounds of packets around the ends of outages, as they were measured. */
import type { Period } from '../../../model/period.ts';
import type { Point } from '../../../model/point.ts';
import { numericField } from '../../../model/point.ts';
import type { EvidenceSample, SampleRole } from './evidence.ts';
import { SAMPLE_ROLES } from './evidence.ts';

/** Where measurements come from: the metric store. */
export interface SampleSource {
  points(
    measurement: string,
    range: Period,
    tags?: Readonly<Record<string, string>>,
  ): AsyncIterable<readonly Point[]>;
}

/** Rooms and devices prove nothing of a line. */
function roleOf({ role, room, device }: Point['tags']): SampleRole | undefined {
  return room === undefined && device === undefined ? SAMPLE_ROLES.find((each) => each === role) : undefined;
}

/** Names of fields and of the tag of the target. */
const SHAPES = {
  ping: {
    target: 'url',
    sent: 'packets_transmitted',
    received: 'packets_received',
    rttMin: 'minimum_response_ms',
    rttAvg: 'average_response_ms',
    rttMax: 'maximum_response_ms',
  },
  stamp: {
    target: 'target',
    sent: 'sent',
    received: 'received',
    rttMin: 'rtt_min_ms',
    rttAvg: 'rtt_avg_ms',
    rttMax: 'rtt_max_ms',
  },
} as const;
const MEASUREMENTS = ['ping', 'stamp'] as const;

/** In order of time. Stores give a round's fields together or one by one. */
export async function readSamples(
  source: SampleSource,
  site: string,
  range: Period,
): Promise<EvidenceSample[]> {
  const samples: EvidenceSample[] = [];
  for (const measurement of MEASUREMENTS) {
    const rounds = new Map<string, Point>();
    for await (const points of source.points(measurement, range, { site })) {
      for (const point of points) {
        if (!roleOf(point.tags)) continue;
        const key = `${point.timeMs} ${JSON.stringify(Object.entries(point.tags).sort())}`;
        const known = rounds.get(key);
        rounds.set(key, known ? { ...known, fields: { ...known.fields, ...point.fields } } : point);
      }
    }
    for (const round of rounds.values()) {
      const role = roleOf(round.tags);
      if (role) samples.push(sampleOf(round, measurement, role));
    }
  }
  return samples.sort(
    (a, b) => a.timeMs - b.timeMs || (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0),
  );
}

const keyOf = ({ role, agent, target }: EvidenceSample) => `${role} ${agent} ${target}`;

function sampleOf(
  point: Point,
  measurement: (typeof MEASUREMENTS)[number],
  role: SampleRole,
): EvidenceSample {
  const shape = SHAPES[measurement];
  const field = (name: string) => numericField(point, name) ?? null;
  return {
    timeMs: point.timeMs,
    measurement,
    agent: point.tags.agent ?? '',
    role,
    target: point.tags[shape.target] ?? '',
    sent: field(shape.sent),
    received: field(shape.received),
    rttMinMs: field(shape.rttMin),
    rttAvgMs: field(shape.rttAvg),
    rttMaxMs: field(shape.rttMax),
    spanMs: field('span_ms'),
  };
}

/** Stretches of a width around moments, joined where they touch. @param momentsMs in order. */
export function aroundMoments(momentsMs: readonly number[], aroundMs: number): Period[] {
  const stretches: Period[] = [];
  for (const momentMs of momentsMs) {
    const [fromMs, toMs] = [momentMs - aroundMs, momentMs + aroundMs];
    const last = stretches.at(-1);
    if (last && fromMs <= last.toMs) stretches[stretches.length - 1] = { fromMs: last.fromMs, toMs };
    else stretches.push({ fromMs, toMs });
  }
  return stretches;
}
