/** Measurements by packets there and back. */
import type { MeasurementSpec } from './schema.ts';
import { ASKED, float, integer, ORIGIN, truth } from './schema.ts';

const LOSS = 'packets without an answer in time, of those sent';
const CONFIRMED = 'whether a burst of packets right after it had no answer either: proof of an outage';
const SPAN = 'from the first packet of the round to its last';

const ping: MeasurementSpec = {
  name: 'ping',
  help: 'A round of ICMP echoes; names as in Telegraf.',
  by: 'probe `ping`',
  tags: { ...ASKED, url: 'address of the target' },
  fields: {
    packets_transmitted: integer('count', 'packets sent'),
    packets_received: integer('count', 'packets answered in time'),
    percent_packet_loss: float('%', LOSS),
    minimum_response_ms: float('ms', 'quickest answer'),
    average_response_ms: float('ms', 'mean of the answers'),
    maximum_response_ms: float('ms', 'slowest answer'),
    standard_deviation_ms: float('ms', 'standard deviation of the answers'),
    jitter_ms: float('ms', 'interarrival jitter (RFC 3550 section 6.4.1), carried from round to round'),
    span_ms: integer('ms', SPAN),
    confirmed: truth(CONFIRMED),
    result_code: integer('code', '0 answered, 2 not answered'),
  },
};

const percentiles = (name: string, of: string) => ({
  [`${name}_p50_ms`]: float('ms', `median of ${of}`),
  [`${name}_p95_ms`]: float('ms', `95th percentile of ${of}`),
  [`${name}_p99_ms`]: float('ms', `99th percentile of ${of}`),
});

const stamp: MeasurementSpec = {
  name: 'stamp',
  help: 'A round of STAMP test packets (RFC 8762).',
  by: 'probe `stamp`',
  tags: { ...ASKED, target: 'address of the reflector' },
  fields: {
    sent: integer('count', 'packets sent'),
    received: integer('count', 'packets answered in time'),
    loss_percent: float('%', LOSS),
    lost_forward: integer('count', 'packets lost on the way there; only where the reflector counts'),
    lost_back: integer('count', 'packets lost on the way back; only where the reflector counts'),
    reordered: integer('count', 'answers that came out of order'),
    reordered_forward: integer('count', 'of these, on the way there'),
    reordered_back: integer('count', 'of these, on the way back'),
    duplicated: integer('count', 'answers that came more than once'),
    duplicated_forward: integer('count', 'of these, on the way there'),
    duplicated_back: integer('count', 'of these, on the way back'),
    rtt_min_ms: float('ms', 'quickest round trip, without the time in the reflector'),
    rtt_avg_ms: float('ms', 'mean of the round trips'),
    rtt_max_ms: float('ms', 'slowest round trip'),
    ...percentiles('rtt', 'the round trips'),
    jitter_forward_ms: float('ms', 'interarrival jitter on the way there (RFC 3550 section 6.4.1)'),
    jitter_back_ms: float('ms', 'interarrival jitter on the way back'),
    ...percentiles('pdv_forward', 'the delay beyond the quickest packet, there (RFC 5481)'),
    ...percentiles('pdv_back', 'the delay beyond the quickest packet, back (RFC 5481)'),
    r_factor: float('count', 'transmission rating R of a voice call (ITU-T G.107), 0 to 93'),
    mos: float('count', 'what people would say of such a call (ITU-T G.107), 1 to 4.5'),
    span_ms: integer('ms', SPAN),
    confirmed: truth(CONFIRMED),
  },
};

const throughput: MeasurementSpec = {
  name: 'throughput',
  help: 'What a line carries: TCP to another agent and back, in quiet hours.',
  by: 'probe `throughput`',
  tags: { ...ASKED, target: 'address of the other end', result: '`success`, or why it was not measured' },
  fields: {
    success: truth('whether both directions were measured'),
    forward_bps: float('bit/s', 'carried there'),
    forward_bytes: integer('B', 'carried there in the test'),
    forward_duration_ms: float('ms', 'how long the test there took'),
    back_bps: float('bit/s', 'carried back'),
    back_bytes: integer('B', 'carried back in the test'),
    back_duration_ms: float('ms', 'how long the test back took'),
  },
};

const agentTraps: MeasurementSpec = {
  name: 'agent_traps',
  help: 'What became of the SNMP notifications that an agent received, since its start.',
  by: 'agent, where it receives traps',
  tags: ORIGIN,
  fields: {
    received: integer('count', 'datagrams that came'),
    accepted: integer('count', 'kept'),
    repeated: integer('count', 'informs that were kept already'),
    too_many: integer('count', 'refused: more than the limit of a source'),
    malformed: integer('count', 'refused: not SNMP'),
    unknown_community: integer('count', 'refused: another community'),
    unknown_user: integer('count', 'refused: no such user'),
    wrong_level: integer('count', 'refused: less security than the user has'),
    wrong_digest: integer('count', 'refused: not authentic'),
    unknown_engine: integer('count', 'refused: another engine'),
    not_in_time_window: integer('count', 'refused: too old (RFC 3414 section 3.2)'),
    replayed: integer('count', 'refused: seen before'),
    undecryptable: integer('count', 'refused: cannot be decrypted'),
    not_stored: integer('count', 'refused: the disk did not take it'),
  },
};

export const PACKET_MEASUREMENTS: readonly MeasurementSpec[] = [ping, stamp, throughput, agentTraps];
