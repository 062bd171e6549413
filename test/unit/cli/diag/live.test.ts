import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiveDisplay } from '../../../../cli/diag/live/display.ts';
import { judgeMeeting } from '../../../../cli/diag/live/meeting.ts';
import { histogram, samplesOf, sparkline, summarise } from '../../../../cli/diag/live/series.ts';
import { translator } from '../../../../config/messages.ts';
import type { Point } from '../../../../model/point.ts';

const point = (measurement: string, fields: Point['fields'], tags: Point['tags'] = {}): Point => ({
  measurement,
  tags,
  fields,
  timeMs: 0,
});

describe('samples', () => {
  it('are the times of the measurements, in milliseconds; silence is none', () => {
    expect(
      samplesOf([
        point('ping', { average_response_ms: 3.5 }),
        point('ping', { packets_received: 0n }),
        point('http_response', { response_time: 0.25 }, { result: 'success' }),
        point('http_response', { response_time: 5 }, { result: 'timeout' }),
        point('x509_cert', { expiry: 3n }),
      ]),
    ).toEqual([3.5, undefined, 250, undefined]);
  });

  it('come to a summary', () => {
    expect(summarise([10, undefined, 20, 30])).toMatchObject({
      sent: 4,
      received: 3,
      lossPercent: 25,
      times: { minMs: 10, avgMs: 20, p95Ms: 30, maxMs: 30 },
    });
    expect(summarise([undefined]).times).toBeUndefined();
    expect(summarise([])).toMatchObject({ sent: 0, lossPercent: 0 });
  });

  it('are drawn, the lost ones too', () => {
    expect(sparkline([1, 8, undefined, 4], 10)).toBe('▂█×▅');
    expect(sparkline([1, 2, 3], 2)).toHaveLength(2);
    const rows = histogram([10, 10, 10, 18]);
    expect(rows).toHaveLength(8);
    expect(rows[0]).toMatch(/10\.0 ms {2}█{40} 3$/);
    expect(rows[7]).toMatch(/17\.0 ms {2}█+ 1$/);
    expect(histogram([5, 5])).toEqual([]);
    expect(histogram([0, Number.MIN_VALUE])).toEqual([]);
  });

  it('are all in the histogram', () => {
    const sample = fc.option(fc.double({ min: 0, max: 1e5, noNaN: true }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(sample), (samples) => {
        const counted = histogram(samples).reduce((sum, row) => sum + Number(/\d+$/.exec(row)?.[0]), 0);
        expect([0, samples.filter((time) => time !== undefined).length]).toContain(counted);
        expect([...sparkline(samples, 30)]).toHaveLength(Math.min(30, samples.length));
      }),
    );
  });
});

describe('an HD meeting', () => {
  const line = (avgMs: number, jitterMs: number, lossPercent: number) =>
    judgeMeeting({
      sent: 100,
      received: 100 - lossPercent,
      lossPercent,
      times: { minMs: 1, avgMs, p95Ms: avgMs, maxMs: avgMs, jitterMs },
    });

  it.each([
    ['fits a good line', line(20, 2, 0), true, []],
    ['not one that loses', line(20, 2, 3), false, ['loss']],
    ['not one that is unsteady', line(20, 40, 0), false, ['jitter']],
    ['not one over a satellite', line(560, 2, 0), false, ['delay', 'voice']],
  ])('%s', (_name, meeting, fits, reasons) => {
    expect(meeting).toMatchObject({ fits, reasons });
  });

  it('is not judged where nothing answered', () => {
    expect(judgeMeeting(summarise([undefined]))).toBeUndefined();
  });
});

describe('the display', () => {
  const shown = (isTTY: boolean) => {
    const written: string[] = [];
    const display = new LiveDisplay({ isTTY, write: (text) => written.push(text) }, translator('en'));
    display.show([5]);
    display.show([5, undefined]);
    display.end();
    return written;
  };

  it('writes one line anew on a terminal, and a line a sample elsewhere', () => {
    expect(shown(true)).toEqual([
      '\r\u001b[K█  5.0 ms  1/1  -0.0 %',
      '\r\u001b[K█×  no answer  1/2  -50.0 %',
      '\n',
    ]);
    expect(shown(false)).toEqual(['1  5.0 ms\n', '2  no answer\n']);
  });
});
