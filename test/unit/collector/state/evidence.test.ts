import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../../../../collector/state/evidence.ts';
import type { FieldValue, Point } from '../../../../model/point.ts';

const limits = { lossPercent: 10, jitterMs: 50, rttMs: 400 };

function ping(fields: Record<string, FieldValue> = {}, tags: Record<string, string> = {}): Point {
  return {
    measurement: 'ping',
    tags: { role: 'reach', site: 'a', agent: 'core', ...tags },
    fields: {
      packets_transmitted: 5n,
      packets_received: 5n,
      percent_packet_loss: 0,
      confirmed: false,
      ...fields,
    },
    timeMs: 7_000,
  };
}

function stamp(fields: Record<string, FieldValue> = {}, tags: Record<string, string> = {}): Point {
  return {
    measurement: 'stamp',
    tags: { role: 'room', site: 'a', room: 'r', agent: 'core', ...tags },
    fields: { sent: 5n, received: 5n, loss_percent: 0, confirmed: false, ...fields },
    timeMs: 7_000,
  };
}

function videoconf(fields: Record<string, FieldValue>, tags: Record<string, string> = {}): Point {
  return { ...stamp(), measurement: 'videoconf', tags: { ...stamp().tags, ...tags }, fields };
}

const LOST = { packets_received: 0n, percent_packet_loss: 100 };

describe('evidenceOf', () => {
  it('says of whom, when, by whom and with what proof', () => {
    const evidence = evidenceOf(ping(), limits);
    expect(evidence).toMatchObject({ subject: 'site:a', outcome: 'fine', timeMs: 7_000, observer: 'core' });
    expect(evidence?.proof()).toBe(
      'ping,agent=core,role=reach,site=a packets_transmitted=5i,packets_received=5i,percent_packet_loss=0,confirmed=false 7000000000',
    );
  });

  it.each([
    ['an answered round is fine', {}, 'fine'],
    ['loss at the limit is fine', { percent_packet_loss: 10 }, 'fine'],
    ['loss above it is poor', { percent_packet_loss: 20 }, 'poor'],
    ['delay at the limit is fine', { average_response_ms: 400 }, 'fine'],
    ['delay above it is poor', { average_response_ms: 400.1 }, 'poor'],
    ['jitter above its limit is poor', { jitter_ms: 51 }, 'poor'],
    ['no answer at all has failed', LOST, 'failed'],
    ['no answer to a burst is refuted', { ...LOST, confirmed: true }, 'refuted'],
    ['an answered burst is not', { confirmed: true }, 'fine'],
  ])('ping: %s', (_, fields, outcome) => expect(evidenceOf(ping(fields), limits)).toMatchObject({ outcome }));

  it.each([
    ['an answered round is fine', {}, 'fine'],
    ['loss above the limit is poor', { loss_percent: 20 }, 'poor'],
    ['delay above the limit is poor', { rtt_avg_ms: 401 }, 'poor'],
    ['jitter on the way out is poor', { jitter_forward_ms: 51 }, 'poor'],
    ['jitter on the way back is poor', { jitter_back_ms: 51 }, 'poor'],
    ['no answer at all has failed', { received: 0n, loss_percent: 100 }, 'failed'],
    ['no answer to a burst is refuted', { received: 0n, confirmed: true }, 'refuted'],
  ])('stamp: %s', (_, fields, outcome) =>
    expect(evidenceOf(stamp(fields), limits)).toMatchObject({ outcome }),
  );

  it.each([
    ['a codec that answers is fine', { reachable: true }, 'fine'],
    ['one that does not has failed', { reachable: false }, 'failed'],
    ['a number from a server counts as well', { reachable: 0 }, 'failed'],
    ['an integer too', { reachable: 1n }, 'fine'],
  ])('videoconf: %s', (_, fields, outcome) =>
    expect(evidenceOf(videoconf(fields), limits)).toMatchObject({ subject: 'room:r', outcome }),
  );

  it('is of a room where the measurement is', () =>
    expect(evidenceOf(stamp(), limits)).toMatchObject({ subject: 'room:r' }));
  it('takes numbers of Telegraf’s, which are floats', () =>
    expect(evidenceOf(ping({ packets_transmitted: 5, packets_received: 0 }), limits)).toMatchObject({
      outcome: 'failed',
    }));
  it('has no observer where nobody says', () =>
    expect(evidenceOf(ping({}, { agent: '' }), limits)).toMatchObject({ observer: '' }));

  it.each([
    ['of another role', ping({}, { role: 'gateway' })],
    ['of no site', ping({}, { site: '' })],
    ['of a room without a name', stamp({}, { room: '' })],
    ['of a codec that says nothing of being reached', videoconf({ in_call: true })],
    ['of a codec whose answer is a text', videoconf({ reachable: 'yes' })],
    ['of a codec for a site', videoconf({ reachable: false }, { role: 'reach' })],
    ['of another measurement', { ...ping(), measurement: 'cpu' }],
    ['of a round in which nothing was sent', ping({ packets_transmitted: 0n })],
    ['that does not say what was received', { ...ping(), fields: { packets_transmitted: 5n } }],
  ])('is none of a point %s', (_, point) => expect(evidenceOf(point, limits)).toBeUndefined());
});
