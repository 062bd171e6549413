import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RowReader } from '../../../../../agent/probes/snmp/walk.ts';
import { walkColumns } from '../../../../../agent/probes/snmp/walk.ts';
import { oidOf, rowsFrom } from './rows.ts';

function compareOids(one: string, other: string): number {
  const left = one.split('.').map(Number);
  const right = other.split('.').map(Number);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? -1) - (right[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A device that holds these objects and answers as RFC 3416 has it. */
function deviceWith(oids: readonly string[]): RowReader & { requests: number; mostValues: number } {
  const sorted = [...oids].sort(compareOids);
  return {
    requests: 0,
    mostValues: 0,
    async next(places, rows) {
      this.requests++;
      const answer = places.map((place) =>
        rowsFrom(
          place,
          sorted
            .filter((candidate) => compareOids(candidate, oidOf(place)) > 0)
            .slice(0, rows)
            .map((found) => [found, found]),
        ),
      );
      this.mostValues = Math.max(this.mostValues, answer.flatMap(({ rows }) => rows.indexes).length);
      return answer;
    },
  };
}

/** Answers with whatever is next in the list, whoever asks. */
function answering(...answers: string[][]): RowReader {
  return {
    next: async (places) =>
      places.map((place) =>
        rowsFrom(
          place,
          (answers.shift() ?? []).map((oid) => [oid, 0]),
        ),
      ),
  };
}

async function indexesOf(reader: RowReader, columns: readonly string[], maxRepetitions = 20) {
  const found = await walkColumns(reader, columns, maxRepetitions);
  return columns.map((column) => [...(found.get(column)?.keys() ?? [])]);
}

describe('walkColumns', () => {
  it('reads every row of every column and nothing else', async () => {
    const device = deviceWith(['1.1.1', '1.1.2', '1.1.10', '1.2.1', '1.2.2', '1.2.10', '1.3.1', '1.20.1']);
    expect(await indexesOf(device, ['1.1', '1.2'], 2)).toEqual([
      ['1', '2', '10'],
      ['1', '2', '10'],
    ]);
  });

  it('ends where the column is the last of the MIB', async () => {
    expect(await indexesOf(deviceWith(['1.1.1']), ['1.1'])).toEqual([['1']]);
  });

  it('finds nothing in a column that the device does not have', async () => {
    expect(await indexesOf(deviceWith(['1.2.1']), ['1.1', '1.3'])).toEqual([[], []]);
  });

  it('reads columns of different length to their ends', async () => {
    const device = deviceWith(['1.1.1', '1.1.2', '1.1.3', '1.1.4', '1.1.5', '1.2.4', '1.3.1', '1.3.5', '9']);
    expect(await indexesOf(device, ['1.1', '1.2', '1.3'], 2)).toEqual([
      ['1', '2', '3', '4', '5'],
      ['4'],
      ['1', '5'],
    ]);
  });

  it('gives the same table however many rows are asked for at once', async () => {
    const rows = fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(rows, rows, fc.integer({ min: 1, max: 40 }), async (left, right, repetitions) => {
        const oids = [...left.map((row) => `1.1.${row}`), ...right.map((row) => `1.2.${row}`), '1.3.1'];
        const inOrder = (indexes: number[]) => indexes.toSorted((one, other) => one - other).map(String);
        const found = await indexesOf(deviceWith(oids), ['1.1', '1.2'], repetitions);
        expect(found).toEqual([inOrder(left), inOrder(right)]);
      }),
      { numRuns: 50 },
    );
  });

  it('asks for no more rows at once than it is told', async () => {
    const device = deviceWith(Array.from({ length: 50 }, (_, row) => `1.1.${row + 1}`));
    await walkColumns(device, ['1.1'], 7);
    expect([device.mostValues, device.requests]).toEqual([7, 9]);
  });

  it('goes on behind rows that lack a value', async () => {
    const holes: RowReader = {
      next: async ([place]) => {
        const next =
          place?.after === '' ? ['1.1.1', '1.1.2'] : place?.after === '2' ? ['1.1.7', '1.2.1'] : [];
        return place
          ? [
              rowsFrom(
                place,
                next.map((oid) => [oid, oid === '1.1.2' ? undefined : 0]),
              ),
            ]
          : [];
      },
    };
    expect(await indexesOf(holes, ['1.1'])).toEqual([['1', '7']]);
  });

  it('ends where the device says of the row that it was asked for that there is nothing', async () => {
    const again: RowReader = {
      next: async (places) =>
        places.map((place) => rowsFrom(place, [['1.1.4', place.after === '4' ? undefined : 0]])),
    };
    expect(await indexesOf(again, ['1.1'])).toEqual([['4']]);
  });

  it.each([
    ['stand still', [['1.1.1'], ['1.1.1']]],
    ['go back', [['1.1.5', '1.1.4']]],
    ['go back as numbers do, not as text', [['1.1.10', '1.1.9']]],
    ['repeat the column itself', [['1.1.0.1', '1.1.0']]],
  ])('throws where OIDs %s', async (_, answers) => {
    await expect(walkColumns(answering(...answers), ['1.1'], 20)).rejects.toThrow('OIDs do not increase');
  });

  it.each([
    ['of values', 0],
    ['of rows that it says it does not have', undefined],
  ])('throws at a table without end %s', async (_, value) => {
    let row = 0;
    const endless: RowReader = {
      next: async (places, rows) =>
        places.map((place) =>
          rowsFrom(
            place,
            Array.from({ length: rows }, () => [`1.1.${++row}`, value]),
          ),
        ),
    };
    await expect(walkColumns(endless, ['1.1'], 100)).rejects.toThrow('more than 20000 rows');
    expect(row).toBeLessThanOrEqual(20_100);
  });

  it('throws where the device does not answer', async () => {
    const silent: RowReader = { next: () => Promise.reject(new Error('Request timed out')) };
    await expect(walkColumns(silent, ['1.1'], 20)).rejects.toThrow('Request timed out');
  });
});
