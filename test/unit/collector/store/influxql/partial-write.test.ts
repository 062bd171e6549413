import { describe, expect, it } from 'vitest';
import {
  fittingIntegers,
  KnownTypes,
  parseConflict,
  sendFitting,
} from '../../../../../collector/store/influxql/partial-write.ts';
import type { FieldValue, Point } from '../../../../../model/point.ts';

const point = (fields: Record<string, FieldValue>): Point => ({
  measurement: 'ping',
  tags: {},
  fields,
  timeMs: 0,
});
/** As InfluxDB 1.6 says it, through the `influx` package. */
const conflict = (field: string, sent: string, existing: string) =>
  `A 400 Bad Request error occurred: {"error":"partial write: field type conflict: input field \\"${field}\\" on measurement \\"ping\\" is type ${sent}, already exists as type ${existing} dropped=1"}\n`;

describe('a partial write', () => {
  it('is read', () => {
    expect(parseConflict(conflict('f', 'integer', 'float'))).toEqual({
      measurement: 'ping',
      field: 'f',
      sent: 'integer',
      existing: 'float',
    });
    expect(parseConflict('partial write: points beyond retention policy dropped=3')).toBeUndefined();
  });

  it('is sent again with integers as the floats that are there', async () => {
    const sent: (readonly Point[])[] = [];
    const known = new KnownTypes();
    const refusals = await sendFitting([point({ f: 3n, g: 1 })], known, async (points) => {
      sent.push(points);
      return sent.length === 1 ? conflict('f', 'integer', 'float') : undefined;
    });
    expect([refusals, sent[1]]).toEqual([[], [point({ f: 3, g: 1 })]]);
    const later = await sendFitting([point({ f: 4n })], known, async (points) => {
      sent.push(points);
      return undefined;
    });
    expect([later, sent[2]]).toEqual([[], [point({ f: 4 })]]);
  });

  it('is sent again without the field that cannot be, which is named and counted', async () => {
    const sent: (readonly Point[])[] = [];
    const points = [point({ f: 'text', g: 1 }), point({ f: 'more' }), point({ f: 2 })];
    const refusals = await sendFitting(points, new KnownTypes(), async (rest) => {
      sent.push(rest);
      return sent.length === 1 ? conflict('f', 'string', 'float') : undefined;
    });
    expect(refusals).toEqual([{ field: 'ping.f', reason: 'ping.f is of type float, not string', points: 2 }]);
    expect(sent[1]).toEqual([point({ g: 1 }), point({ f: 2 })]);
  });

  it('of another kind is told as it is, with how many points it cost', async () => {
    const complaint = 'partial write: points beyond retention policy dropped=3';
    expect(await sendFitting([point({ f: 1 })], new KnownTypes(), async () => complaint)).toEqual([
      { field: undefined, reason: complaint, points: 3 },
    ]);
  });

  it('ends with a server that complains for ever', async () => {
    let requests = 0;
    const refusals = await sendFitting([point({ f: 1 })], new KnownTypes(), async () => {
      requests++;
      return conflict('other', 'float', 'integer');
    });
    expect([requests, refusals.length]).toEqual([101, 1]);
  });

  it('is avoided for integers that a server without unsigned ones does not take', () => {
    expect(fittingIntegers(point({ f: 2n ** 64n - 1n, g: 2n ** 63n - 1n }))).toEqual(
      point({ f: 18_446_744_073_709_552_000, g: 2n ** 63n - 1n }),
    );
  });
});
