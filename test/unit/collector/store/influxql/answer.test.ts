import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberOf, parseAnswer, valueOfCell } from '../../../../../collector/store/influxql/answer.ts';

const answerOf = (cell: string, tags = '{"site":"a","url":""}') =>
  `{"results":[{"statement_id":0,"series":[{"name":"ping","tags":${tags},"columns":["time","f"],"values":[[1,${cell}]]}]}]}`;
const cellOf = (text: string) => parseAnswer(answerOf(text))[0]?.series[0]?.values[0]?.[1];

describe('an answer of InfluxQL', () => {
  it('has every digit of an integer', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 64n - 1n), (value) => {
        expect(valueOfCell(cellOf(String(value)), 'integer')).toBe(value);
        expect(numberOf(cellOf(String(value)))).toBe(Number(value));
      }),
    );
  });

  it('has floats as they are, however they are written', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(valueOfCell(cellOf(JSON.stringify(value)), 'float')).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it('has text as it is, digits and quotes too', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(valueOfCell(cellOf(JSON.stringify(text)), 'string')).toBe(text);
      }),
    );
    expect(valueOfCell(cellOf('"12345678901234567890"'), 'string')).toBe('12345678901234567890');
    expect(valueOfCell(cellOf('"a \\" 12345678901234567890"'), 'string')).toBe('a " 12345678901234567890');
  });

  it('leaves out the tags that a series does not have', () => {
    expect(parseAnswer(answerOf('1'))[0]?.series[0]?.tags).toEqual({ site: 'a' });
  });

  it.each([
    '{"error":"authorization failed"}',
    '{"results":[{"statement_id":0,"error":"no such database"}]}',
  ])('that is an error is one: %s', (text) => {
    expect(() => parseAnswer(text)).toThrow(/authorization failed|no such database/);
  });

  it.each(['', 'null', '[]', '{"results":3}'])('that is none is an error: %j', (text) => {
    expect(() => parseAnswer(text)).toThrow();
  });
});
