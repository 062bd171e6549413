/** What a point says of a subject. Pure. */
import { formatPoint } from '../../model/line-protocol.ts';
import type { Point } from '../../model/point.ts';
import { numericField } from '../../model/point.ts';
import type { SeriesHead } from '../../model/point-block.ts';
import type { Evidence, Outcome, SubjectId } from '../../model/state.ts';
import { subjectId } from '../../model/state.ts';

/** Above any of these an answered round is poor. */
export interface QualityLimits {
  readonly lossPercent: number;
  readonly jitterMs: number;
  readonly rttMs: number;
}

/** What the packet measurements have in common, under one name. */
interface RoundFields {
  readonly sent: number | undefined;
  readonly received: number | undefined;
  readonly lossPercent: number;
  readonly rttMs: number;
  readonly jitterMs: number;
  /** From the first packet of the round to its last. */
  readonly spanMs: number;
}

function roundOf(point: Point): RoundFields | undefined {
  const field = (name: string) => numericField(point, name);
  if (point.measurement === 'ping') {
    return {
      sent: field('packets_transmitted'),
      received: field('packets_received'),
      lossPercent: field('percent_packet_loss') ?? 0,
      rttMs: field('average_response_ms') ?? 0,
      jitterMs: field('jitter_ms') ?? 0,
      spanMs: field('span_ms') ?? 0,
    };
  }
  if (point.measurement === 'stamp') {
    return {
      sent: field('sent'),
      received: field('received'),
      lossPercent: field('loss_percent') ?? 0,
      rttMs: field('rtt_avg_ms') ?? 0,
      jitterMs: Math.max(field('jitter_forward_ms') ?? 0, field('jitter_back_ms') ?? 0),
      spanMs: field('span_ms') ?? 0,
    };
  }
  return undefined;
}

function subjectOf(point: Point): SubjectId | undefined {
  const { role, site, room, device } = point.tags;
  if (point.measurement === 'snmp') return device ? subjectId('device', device) : undefined;
  if (role === 'reach' && site) return subjectId('site', site);
  if (role === 'room' && room) return subjectId('room', room);
  return undefined;
}

function roundOutcome(round: RoundFields, confirmed: boolean, limits: QualityLimits): Outcome | undefined {
  if (!round.sent || round.received === undefined) return undefined;
  if (round.received === 0) return confirmed ? 'refuted' : 'failed';
  const poor =
    round.lossPercent > limits.lossPercent || round.rttMs > limits.rttMs || round.jitterMs > limits.jitterMs;
  return poor ? 'poor' : 'fine';
}

/** Whether a codec answers says something of its room, nothing of a site. Servers may have made a number of it. */
function videoconfOutcome({ tags, fields: { reachable } }: Point): Outcome | undefined {
  if (tags.role !== 'room' || reachable === undefined || typeof reachable === 'string') return undefined;
  return Number(reachable) === 0 ? 'failed' : 'fine';
}

/** Whether a device answers its poll. */
function pollOutcome(point: Point): Outcome | undefined {
  const code = numericField(point, 'result_code');
  if (code === undefined) return undefined;
  return code === 0 ? 'fine' : 'failed';
}

function outcomeOf(point: Point, round: RoundFields | undefined, limits: QualityLimits): Outcome | undefined {
  if (point.measurement === 'videoconf') return videoconfOutcome(point);
  if (point.measurement === 'snmp') return pollOutcome(point);
  return round && roundOutcome(round, point.fields.confirmed === true, limits);
}

/** Whether a state may be decided from points of a series. */
export function isEvidence({ measurement, tags }: SeriesHead): boolean {
  if (measurement === 'snmp') return tags.device !== undefined;
  const isRound = measurement === 'ping' || measurement === 'stamp' || measurement === 'videoconf';
  return isRound && (tags.role === 'reach' || tags.role === 'room');
}

/** Until when the round shows its target answering: to its end where nothing was lost. */
function answeredMs(point: Point, round: RoundFields): number | undefined {
  if (!round.received) return undefined;
  return point.timeMs + (round.received === round.sent ? round.spanMs : 0);
}

/** @returns `undefined` for points from which no state is decided. */
export function evidenceOf(point: Point, limits: QualityLimits): Evidence | undefined {
  const subject = subjectOf(point);
  if (!subject) return undefined;
  const round = roundOf(point);
  const outcome = outcomeOf(point, round, limits);
  if (!outcome) return undefined;
  return {
    subject,
    outcome,
    timeMs: point.timeMs,
    answeredMs: round && answeredMs(point, round),
    observer: point.tags.agent ?? '',
    proof: () => formatPoint(point) ?? '',
  };
}
