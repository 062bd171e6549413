import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Asked } from '../../../../../agent/probes/snmp/request-size.ts';
import { RequestSize } from '../../../../../agent/probes/snmp/request-size.ts';

/** What the size asks of a table with so many columns. */
function askedOf(size: RequestSize, columns: number): Asked {
  const names = Math.min(columns, size.names);
  return { names, rows: size.rowsOf(names) };
}

const quick = { elapsedMs: 1, timeoutMs: 1_000 };

/** A full, quick answer of so many octets a value. */
function answer(size: RequestSize, octetsEach: number, columns = 4): number {
  const asked = askedOf(size, columns);
  const got = asked.names * asked.rows;
  size.answered(asked, { got, octets: got * octetsEach, ...quick });
  return size.names;
}

describe('RequestSize', () => {
  it('grows while answers are quick and fit, and stays within a frame', () => {
    const size = new RequestSize();
    const first = size.names;
    for (let count = 0; count < 10; count++) answer(size, 20);
    expect(size.names).toBeGreaterThan(first);
    expect(size.names * 20).toBeLessThanOrEqual(1_400);
  });

  it('does not grow while answers are slow', () => {
    const size = new RequestSize();
    const asked = askedOf(size, 4);
    const got = asked.names * asked.rows;
    size.answered(asked, { got, octets: got * 10, elapsedMs: 600, timeoutMs: 1_000 });
    expect(size.names).toBe(new RequestSize().names);
  });

  it('shrinks where an answer is longer than a frame', () => {
    const size = new RequestSize();
    expect(answer(size, 140)).toBe(10);
  });

  it('halves where the device fails, down to one value, then says that there is no less', () => {
    const size = new RequestSize();
    const sizes: number[] = [];
    while (size.failed(askedOf(size, 1))) sizes.push(size.names);
    expect(sizes).toEqual([20, 10, 5, 2, 1]);
    expect(size.rowsOf(1)).toBe(1);
  });

  it('does not come back to a size that failed, until much has been answered', () => {
    const size = new RequestSize();
    size.failed({ names: 4, rows: 10 });
    for (let count = 0; count < 500; count++) answer(size, 5);
    expect(size.names).toBe(39);
    for (let count = 0; count < 1_000; count++) answer(size, 5);
    expect(size.names).toBe(100);
  });

  it('asks by GETNEXT where GETBULK fails for what GETNEXT is answered for', () => {
    const size = new RequestSize();
    size.failed({ names: 4, rows: 5 });
    size.answered({ names: 20, rows: 1 }, { got: 20, octets: 200, ...quick });
    expect([size.names >= 20, size.rowsOf(2)]).toEqual([true, 1]);
  });

  it('is its own copy', () => {
    const size = new RequestSize();
    const copy = size.copy();
    size.failed({ names: 4, rows: 5 });
    expect(copy.names).toBe(new RequestSize().names);
  });

  it('always asks for something and never for more than 100 values', () => {
    const event = fc.oneof(
      fc.record({ octetsEach: fc.integer({ min: 1, max: 2_000 }), columns: fc.integer({ min: 1, max: 40 }) }),
      fc.constant('failed' as const),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const size = new RequestSize();
        for (const one of events) {
          if (one === 'failed') size.failed(askedOf(size, 7));
          else answer(size, one.octetsEach, one.columns);
          const asked = askedOf(size, 9);
          expect(asked.names).toBeGreaterThanOrEqual(1);
          expect(asked.rows).toBeGreaterThanOrEqual(1);
          expect(asked.names * asked.rows).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});
