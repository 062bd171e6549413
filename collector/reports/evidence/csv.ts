/** Tables of an evidence pack for programs: names of columns in English, times in UTC, numbers with a point. Pure. */
import { csvText } from '../formats/csv-text.ts';
import type { EvidenceOutage, EvidencePack, ExclusionReason } from './evidence.ts';
import { placeOf } from './places.ts';

const iso = (timeMs: number) => new Date(timeMs).toISOString();
const seconds = (ms: number) => String(ms / 1_000);
const number = (value: number | null) => (value === null ? '' : String(value));

export function outagesCsv({ header, outages }: EvidencePack): string {
  const { site, line } = header;
  const head = [
    'outage',
    'site',
    'line',
    'carrier',
    'from',
    'to',
    'lasted_s',
    'counted_s',
    'short',
    'cause',
    'excluded',
    'incident',
    'corrections',
    'start_proof',
    'end_proof',
    'as_of',
  ];
  const rows = outages.map((outage) => [
    String(outage.number),
    site.id,
    line.id,
    line.carrier,
    iso(outage.fromMs),
    outage.isOpen ? '' : iso(outage.toMs),
    seconds(outage.lastedMs),
    seconds(outage.countedMs),
    outage.isShort ? '1' : '0',
    outage.cause,
    reasonsOf(outage).join(' '),
    number(outage.incident),
    outage.corrections
      .map(({ atMs, author, text }) => `${iso(atMs)} ${author ?? ''}: ${text ?? ''}`)
      .join('; '),
    outage.parts[0]?.proof ?? '',
    outage.endProof ?? '',
    iso(header.asOfMs),
  ]);
  return csvText([head, ...rows]);
}

/** Why parts of an outage do not count, each once. */
export function reasonsOf({ parts }: EvidenceOutage): ExclusionReason[] {
  return [...new Set(parts.flatMap(({ excluded }) => (excluded === null ? [] : [excluded])))];
}

export function exclusionsCsv({ exclusions }: EvidencePack): string {
  const rows = exclusions.map(({ fromMs, toMs, reason, note, author }) => [
    iso(fromMs),
    iso(toMs),
    seconds(toMs - fromMs),
    reason,
    note ?? '',
    author ?? '',
  ]);
  return csvText([['from', 'to', 'length_s', 'reason', 'note', 'author'], ...rows]);
}

export function samplesCsv({ outages }: EvidencePack): string {
  const head = [
    'outage',
    'place',
    'time',
    'measurement',
    'role',
    'agent',
    'target',
    'sent',
    'received',
    'rtt_min_ms',
    'rtt_avg_ms',
    'rtt_max_ms',
    'span_ms',
  ];
  const rows = outages.flatMap((outage) =>
    outage.samples.map((sample) => [
      String(outage.number),
      placeOf(sample, outage),
      iso(sample.timeMs),
      sample.measurement,
      sample.role,
      sample.agent,
      sample.target,
      number(sample.sent),
      number(sample.received),
      number(sample.rttMinMs),
      number(sample.rttAvgMs),
      number(sample.rttMaxMs),
      number(sample.spanMs),
    ]),
  );
  return csvText([head, ...rows]);
}
