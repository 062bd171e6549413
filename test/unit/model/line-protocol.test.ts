import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPoint, formatPoints, parseLines } from '../../../model/line-protocol.ts';
import type { FieldValue, Point } from '../../../model/point.ts';
import { isPrecision, type Precision } from '../../../model/precision.ts';

const NOW = 1_750_000_000_000;
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

function parseOne(line: string, precision: Precision = 'ns'): Point {
  const { points, errors } = parseLines(line, precision, NOW);
  expect(errors).toEqual([]);
  expect(points).toHaveLength(1);
  return points[0]!;
}

/** The `=` of an object takes this name for something else. */
const isPlainName = (name: string) => name !== '__proto__';

/** Any text that can be a name: line feeds cannot be written there, and a backslash at the end would escape what follows. */
const name = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
    fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom(...',= "\\#abcđ\t') }),
  )
  .filter((text) => isPlainName(text) && !/[\r\n]/.test(text) && !text.endsWith('\\'));
/** A line that begins with a space or a number sign is read as indented or as a comment. */
const measurementName = name.filter((text) => !text.startsWith('#'));

const fieldValue: fc.Arbitrary<FieldValue> = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
  fc.bigInt({ min: INT64_MIN, max: UINT64_MAX }),
  fc.boolean(),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: fc.constantFrom(...'"\\\n\r, =a'), maxLength: 12 }),
);

const point: fc.Arbitrary<Point> = fc.record({
  measurement: measurementName,
  tags: fc.dictionary(name, name, { maxKeys: 4 }),
  fields: fc.dictionary(name, fieldValue, { minKeys: 1, maxKeys: 4 }),
  timeMs: fc.integer({ min: -9_000_000_000_000, max: 9_000_000_000_000 }),
});

describe('line protocol, written and read again', () => {
  it('gives every point back, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 5 }), (points) => {
        expect(parseLines(formatPoints(points), 'ns', NOW)).toEqual({ points, errors: [] });
      }),
      { numRuns: 500 },
    );
  });

  it('keeps a backslash before an escaped character', () => {
    const written: Point = {
      measurement: 'a\\,b',
      tags: { 'k\\ k': 'v\\=v' },
      fields: { 'f\\,f': 1 },
      timeMs: 0,
    };
    expect(parseOne(formatPoint(written)!)).toEqual(written);
  });

  it.each([2n ** 53n + 1n, INT64_MAX, INT64_MIN, INT64_MAX + 1n, UINT64_MAX])('keeps %s exact', (value) => {
    const line = formatPoint({ measurement: 'm', tags: {}, fields: { value }, timeMs: 0 });
    expect(parseOne(line!).fields).toEqual({ value });
  });
});

describe('formatPoint', () => {
  const at = (parts: Partial<Point>) =>
    formatPoint({ measurement: 'm', tags: {}, fields: { f: 1 }, timeMs: 5, ...parts });

  it('sorts the tags', () => expect(at({ tags: { b: '2', a: '1' } })).toBe('m,a=1,b=2 f=1 5000000'));
  it('leaves out empty tags', () => expect(at({ tags: { a: '' } })).toBe('m f=1 5000000'));
  it('leaves out fields that are not finite', () =>
    expect(at({ fields: { a: Number.NaN, b: Number.POSITIVE_INFINITY, c: 2 } })).toBe('m c=2 5000000'));
  it('writes nothing for a point without fields', () => expect(at({ fields: {} })).toBeUndefined());
  it('escapes delimiters in names and quotes in strings', () =>
    expect(at({ measurement: 'a b,c=d', tags: { 'x y': 'p=q,r' }, fields: { 'k=1': 'say "hi" \\' } })).toBe(
      'a\\ b\\,c=d,x\\ y=p\\=q\\,r k\\=1="say \\"hi\\" \\\\" 5000000',
    ));
  it('turns line feeds in names into spaces', () =>
    expect(at({ tags: { a: 'x\r\ny' } })).toBe('m,a=x\\ y f=1 5000000'));
  it('writes integers with i, and with u beyond the signed range', () =>
    expect(at({ fields: { a: -1n, b: UINT64_MAX } })).toBe('m a=-1i,b=18446744073709551615u 5000000'));

  it.each<[string, Partial<Point>]>([
    ['measurement', { measurement: 'm\\\\', tags: { a: '1' } }],
    ['tag name', { tags: { 'a\\': '1' } }],
    ['tag value', { tags: { a: 'C:\\\\', b: '2' } }],
    ['tag that is nothing else', { tags: { a: '\\' } }],
    ['field name', { fields: { 'f\\': 1, g: 2 } }],
  ])('drops a trailing backslash, which would escape what follows: %s', (_, parts) => {
    const { points, errors } = parseLines(at(parts)!, 'ns', NOW);
    expect(errors).toEqual([]);
    expect(Object.keys(points[0]!.fields)).toHaveLength(Object.keys(parts.fields ?? { f: 1 }).length);
  });
});

describe('parseLines reads', () => {
  it.each<[string, FieldValue]>([
    ['1', 1],
    ['-1.5', -1.5],
    ['+2', 2],
    ['1.', 1],
    ['.5', 0.5],
    ['1e3', 1_000],
    ['1.5E-2', 0.015],
    ['12i', 12n],
    ['-12i', -12n],
    ['9223372036854775807i', INT64_MAX],
    ['-9223372036854775808i', INT64_MIN],
    ['18446744073709551615u', UINT64_MAX],
    ['t', true],
    ['T', true],
    ['true', true],
    ['True', true],
    ['TRUE', true],
    ['f', false],
    ['F', false],
    ['false', false],
    ['False', false],
    ['FALSE', false],
    ['""', ''],
    ['"a,b=c d"', 'a,b=c d'],
    ['"say \\"hi\\""', 'say "hi"'],
    ['"back\\\\slash"', 'back\\slash'],
    ['"not an \\escape"', 'not an \\escape'],
    ['"two\nlines"', 'two\nlines'],
    ['"đường truyền"', 'đường truyền'],
  ])('the field value %s', (text, value) => {
    expect(parseOne(`m f=${text},g=1 1000000`)).toEqual({
      measurement: 'm',
      tags: {},
      fields: { f: value, g: 1 },
      timeMs: 1,
    });
  });

  it.each<[string, string, Record<string, string>, string]>([
    ['escaped spaces and commas in the measurement', 'my\\ m\\,x f=1', {}, 'my m,x'],
    ['an equals sign in the measurement as it is', 'a=b f=1', {}, 'a=b'],
    ['escaped delimiters in tags', 'm,t\\ k\\=\\,=v\\ v\\=\\, f=1', { 't k=,': 'v v=,' }, 'm'],
    ['backslashes that escape nothing as they are', 'm,path=C:\\dir\\new f=1', { path: 'C:\\dir\\new' }, 'm'],
    ['quotes in tags as they are', 'm,size=5" f=1', { size: '5"' }, 'm'],
    ['a tag that has the measurement’s name', 'm,m=m f=1', { m: 'm' }, 'm'],
  ])('%s', (_, line, tags, measurement) => {
    expect(parseOne(line)).toMatchObject({ tags, measurement });
  });

  it('escaped delimiters in field names', () => {
    expect(parseOne('m a\\ b\\=c\\,d=1').fields).toEqual({ 'a b=c,d': 1 });
  });

  it.each<[Precision, string, number]>([
    ['ns', '1750000000123456789', 1_750_000_000_123],
    ['n', '1750000000123456789', 1_750_000_000_123],
    ['us', '1750000000123456', 1_750_000_000_123],
    ['u', '1750000000123456', 1_750_000_000_123],
    ['ms', '1750000000123', 1_750_000_000_123],
    ['s', '1750000000', 1_750_000_000_000],
    ['m', '29166666', 1_749_999_960_000],
    ['h', '486111', 1_749_999_600_000],
    ['s', '-60', -60_000],
  ])('times in %s: %s', (precision, time, timeMs) => {
    expect(parseOne(`m f=1 ${time}`, precision).timeMs).toBe(timeMs);
  });

  it('the given time where a line has none', () => expect(parseOne('m f=1').timeMs).toBe(NOW));

  it('several spaces, leading spaces and carriage returns', () => {
    const { points, errors } = parseLines('  m,a=1   f=1   1000000  \r\nm f=2\r\n', 'ns', NOW);
    expect(errors).toEqual([]);
    expect(points.map(({ fields, timeMs }) => [fields.f, timeMs])).toEqual([
      [1, 1],
      [2, NOW],
    ]);
  });

  it('past comments and empty lines', () => {
    const text = '# a "comment\n\n  # x="indented\n   \nm f=1\n\n';
    expect(parseLines(text, 'ns', NOW)).toMatchObject({ points: [{ measurement: 'm' }], errors: [] });
  });

  it('the last of two tags or fields of one name', () => {
    expect(parseOne('m,a=1,a=2 f=1,f=2')).toMatchObject({ tags: { a: '2' }, fields: { f: 2 } });
  });

  it('two lines with a quote each in a tag', () => {
    const { points, errors } = parseLines('m,size=5" f=1\nm,size=6" f=2\n', 'ns', NOW);
    expect(errors).toEqual([]);
    expect(points.map(({ tags }) => tags.size)).toEqual(['5"', '6"']);
  });
});

describe('parseLines refuses', () => {
  it.each<[string, number, string]>([
    [',a=1 f=1', 1, 'measurement is missing'],
    ['m', 2, 'fields are missing'],
    ['m,a=1', 6, 'fields are missing'],
    ['m ', 3, 'field has no name'],
    ['m, f=1', 3, 'tag has no name'],
    ['m,=1 f=1', 3, 'tag has no name'],
    ['m,a f=1', 4, 'tag "a" has no value'],
    ['m,a= f=1', 5, 'tag "a" has no value'],
    ['m,a=1=2 f=1', 6, 'unescaped "=" in a tag value'],
    ['m =1', 3, 'field has no name'],
    ['m f', 4, 'field "f" has no value'],
    ['m f=', 5, 'field value is not valid: ""'],
    ['m f=1,', 7, 'field has no name'],
    ['m f=abc', 5, 'field value is not valid: "abc"'],
    ['m f=tRUE', 5, 'field value is not valid: "tRUE"'],
    ['m f=0x10', 5, 'field value is not valid: "0x10"'],
    ['m f=NaN', 5, 'field value is not valid: "NaN"'],
    ['m f=1.5i', 5, 'not an integer: "1.5"'],
    ['m f=9223372036854775808i', 5, 'integer out of range: "9223372036854775808"'],
    ['m f=-1u', 5, 'integer out of range: "-1"'],
    ['m f=18446744073709551616u', 5, 'integer out of range: "18446744073709551616"'],
    ['m f=1e999', 5, 'number out of range: "1e999"'],
    ['m f="abc', 5, 'string is not closed'],
    ['m f="abc"x', 10, 'expected a space after the fields'],
    ['m f=1 abc', 7, 'not an integer: "abc"'],
    ['m f=1 1.5', 7, 'not an integer: "1.5"'],
    ['m f=1 1 2', 9, 'unexpected text after the time'],
    ['m f=1 99999999999999999999', 7, 'integer out of range: "99999999999999999999"'],
    ['  m f=x', 7, 'field value is not valid: "x"'],
  ])('%s at column %i', (line, column, reason) => {
    expect(parseLines(line, 'ns', NOW)).toEqual({ points: [], errors: [{ line: 1, column, reason }] });
  });

  it('a time that its precision takes out of range', () => {
    const { errors } = parseLines('m f=1 9223372036854775807', 's', NOW);
    expect(errors).toEqual([{ line: 1, column: 7, reason: 'time out of range' }]);
  });

  it('names lines as an editor counts them, with comments and strings of several lines before', () => {
    const { points, errors } = parseLines('# one\nm f="two\nthree"\n\nm f=?\nm f=1\n', 'ns', NOW);
    expect(points).toHaveLength(2);
    expect(errors).toEqual([{ line: 5, column: 5, reason: 'field value is not valid: "?"' }]);
  });

  it('never throws, and accounts for every line', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'m,= "\\\n\r#1itf'), maxLength: 60 }),
    );
    fc.assert(
      fc.property(text, (lines) => {
        const { points, errors } = parseLines(lines, 'ns', NOW);
        const written = lines.split('\n').filter((line) => line !== '').length;
        expect(points.length + errors.length).toBeLessThanOrEqual(written);
        for (const { line, column } of errors) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(lines.split('\n').length);
          expect(column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('only the bad line: the others are kept', () => {
    const bad = fc.constantFrom(
      'm',
      'm f=',
      'm f=1x',
      'm,a f=1',
      'm,a=" f=',
      '"',
      'm f=1 x"',
      'm f="a"b"c" 1',
      '=="=',
    );
    fc.assert(
      fc.property(fc.array(bad, { minLength: 1, maxLength: 3 }), fc.nat(6), (badLines, place) => {
        const good = Array.from({ length: 6 }, (_, index) => `m,n=${index} f=${index}i ${index}000000`);
        const lines = good.toSpliced(place, 0, ...badLines);
        const { points, errors } = parseLines(lines.join('\n'), 'ns', NOW);
        expect(points.map(({ timeMs }) => timeMs)).toEqual([0, 1, 2, 3, 4, 5]);
        expect(errors.map(({ line }) => line)).toEqual(badLines.map((_, index) => place + index + 1));
      }),
    );
  });
});

describe('a string that is never closed', () => {
  it('does not swallow the lines behind it', () => {
    const { points, errors } = parseLines('m f="closed"\nm f="never\nm f=2\nm f=3', 'ns', NOW);
    expect(points.map(({ fields }) => fields.f)).toEqual(['closed', 2, 3]);
    expect(errors).toEqual([{ line: 2, column: 5, reason: 'string is not closed' }]);
  });

  it('leaves a string of several lines before it on the same line whole', () => {
    const { points, errors } = parseLines('m f="a\nb",g="never\nm f=2', 'ns', NOW);
    expect(points.map(({ fields }) => fields.f)).toEqual([2]);
    expect(errors.map(({ line }) => line)).toEqual([1]);
  });
});

describe('isPrecision', () => {
  it.each(['n', 'ns', 'u', 'us', 'ms', 's', 'm', 'h'])('knows %s', (text) =>
    expect(isPrecision(text)).toBe(true),
  );
  it.each(['', 'NS', 'd', 'toString'])('does not know "%s"', (text) => expect(isPrecision(text)).toBe(false));
});

describe('a time too far in the future', () => {
  it('is refused with its place, and the other lines are kept', () => {
    const { points, errors } = parseLines('m f=1 2000\nm f=1 999\n', 'ms', 0, 1_000);
    expect(points.map(({ timeMs }) => timeMs)).toEqual([999]);
    expect(errors).toMatchObject([{ line: 1, column: 7 }]);
  });
});

describe('names with control characters', () => {
  it.each(['a\u0000b', 'a\u001eb', 'a\u001fb'])(
    '%j are written without them, and refused where they are read',
    (name) => {
      const point = { measurement: name, tags: { [name]: name }, fields: { [name]: 1 }, timeMs: 1_000 };
      const line = formatPoint(point) ?? '';
      expect(parseLines(line, 'ns', 0).points).toEqual([
        { measurement: 'a b', tags: { 'a b': 'a b' }, fields: { 'a b': 1 }, timeMs: 1_000 },
      ]);
      for (const bad of [`${name} f=1`, `m,${name}=1 f=1`, `m,t=${name} f=1`, `m ${name}=1`])
        expect(parseLines(bad, 'ns', 0)).toMatchObject({
          points: [],
          errors: [{ reason: expect.stringContaining('control character') }],
        });
      // Text is another matter.
      expect(parseLines(`m f="${name}"`, 'ns', 0).points[0]?.fields).toEqual({ f: name });
    },
  );
});
