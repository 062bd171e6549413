import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineParser, type LineRules } from '../../../model/line-parser.ts';
import { parseLines } from '../../../model/line-protocol.ts';
import { SeriesTable } from '../../../model/point-block.ts';
import type { Precision } from '../../../model/precision.ts';

const NOW = 1_750_000_000_000;
const RULES: LineRules = { precision: 'ns', defaultTimeMs: NOW };

function read(parser: LineParser, text: string, rules: LineRules = RULES) {
  const { block, errors, accepted } = parser.parse(Buffer.from(text), rules);
  return { points: [...block], errors, accepted: accepted.toString() };
}

/** Every line of a text on its own by a parser that knows nothing, which reads all of them as text. */
function readAsText(text: string, precision: Precision = 'ns') {
  const { points, errors } = parseLines(text, precision, NOW);
  return { points, errors };
}

/** Lines that a parser has met like these, and such that nearly look like them. */
const value = fc.oneof(
  fc.constantFrom(
    '1',
    '-1',
    '+1',
    '1.',
    '.5',
    '-0',
    '12.340',
    '0.1',
    '5i',
    '-5i',
    '5u',
    'true',
    'false',
    't',
  ),
  fc.constantFrom('"a"', '"a b"', '1x', '', '-', '.', 'trueish', '1e3', '1e999', '9007199254740993i', '1.5i'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((number) => `${number}i`),
  fc.constant('9'.repeat(400)),
);
const field = fc
  .tuple(fc.constantFrom('a', 'b', 'ab', 'x\\ y', 'a\\', '\\a', 'a\\=', ''), value)
  .map(([name, text]) => `${name}=${text}`);
const head = fc.constantFrom(
  'm',
  'm,t=1',
  'm,t=2',
  'm,t=1,u=2',
  'm,u=2,t=1',
  'm\\ n',
  'm,t=a\\ b',
  'm,t=\\',
  'm,t=',
);
const time = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '0',
    '1750000000000000000',
    '-1000000',
    '9223372036854775807',
    '9223372036854775808',
  ),
  fc.constantFrom('99999999999999999999', '1x', '1 2', '1.5', '1750000000000000000  '),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }).map(String),
);
const line = fc
  .tuple(
    fc.constantFrom('', '  '),
    head,
    fc.array(field, { minLength: 1, maxLength: 4 }),
    time,
    fc.constantFrom('', '\r'),
  )
  .map(([indent, start, fields, end, feed]) => `${indent}${start} ${fields.join(',')} ${end}${feed}`);

describe('a line that looks like one read before', () => {
  it.each<Precision>(['ns', 'us', 'ms', 's', 'm', 'h'])('says the same as its text, in %s', (precision) => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.array(line, { maxLength: 6 }), (before, lines) => {
        const parser = new LineParser(new SeriesTable());
        const rules = { ...RULES, precision };
        read(parser, before.join('\n'), rules);
        const text = lines.join('\n');
        const { points, errors } = read(parser, text, rules);
        expect({ points, errors }).toEqual(readAsText(text, precision));
        expect(read(parser, text, rules)).toMatchObject({ points, errors });
      }),
      { numRuns: 300 },
    );
  });

  it('keeps fields apart whose names begin alike', () => {
    const parser = new LineParser(new SeriesTable());
    read(parser, 'm ab=1,a=2 0');
    expect(read(parser, 'm a=3,ab=4 0').points).toMatchObject([{ fields: { a: 3, ab: 4 } }]);
  });

  it('may leave fields out, add some and change their order', () => {
    const parser = new LineParser(new SeriesTable());
    read(parser, 'm a=1,b=2,c=3 0');
    expect(read(parser, 'm c=1,a=2 0\nm d=5,b=4 0\nm d=6 0').points).toMatchObject([
      { fields: { a: 2, c: 1 } },
      { fields: { b: 4, d: 5 } },
      { fields: { d: 6 } },
    ]);
  });

  it('takes the last of two fields of one name', () => {
    const parser = new LineParser(new SeriesTable());
    read(parser, 'm a=1,b=2 0');
    expect(read(parser, 'm a=1,a=true,b=2 0').points).toMatchObject([{ fields: { a: true, b: 2 } }]);
  });

  it('is the same series whatever the order of its tags', () => {
    const table = new SeriesTable();
    const { block } = new LineParser(table).parse(Buffer.from('m,a=1,b=2 f=1 0\nm,b=2,a=1 f=2 0'), RULES);
    expect([...block.columns.series]).toEqual([0, 0]);
  });

  it('becomes another series when a field changes its type', () => {
    const table = new SeriesTable();
    const text = 'm f=1 0\nm f=1i 0\nm f=true 0\nm f="x" 0\n';
    const { block } = new LineParser(table).parse(Buffer.from(text + text), RULES);
    expect([...block.columns.series]).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  });
});

describe('what was accepted', () => {
  it('is the body without the refused lines', () => {
    const parser = new LineParser(new SeriesTable());
    const text = '# one\nm f=1\nm f=?\nm f="a\nb"\nm\nm f=2';
    expect(read(parser, text).accepted).toBe('# one\nm f=1\nm f="a\nb"\nm f=2');
  });

  it('gives the same points again and no errors', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const parser = new LineParser(new SeriesTable());
        const { points, accepted } = read(parser, lines.join('\n'));
        expect(read(parser, accepted)).toMatchObject({ points, errors: [] });
      }),
      { numRuns: 300 },
    );
  });
});

describe('a rule of who may write what', () => {
  it('refuses lines with its reason, known ones and new ones', () => {
    const parser = new LineParser(new SeriesTable());
    const rules: LineRules = {
      ...RULES,
      refusalOf: ({ tags, timeMs }) => (tags.site === 'b' && timeMs > 1 ? 'not yours' : undefined),
    };
    const text = 'm,site=a f=1 5000000\nm,site=b f=1 5000000\nm,site=b f=2 1000000\n';
    for (const _ of ['new', 'known']) {
      const { points, errors, accepted } = read(parser, text, rules);
      expect(points.map(({ tags }) => tags.site)).toEqual(['a', 'b']);
      expect(errors).toEqual([{ line: 2, column: 1, reason: 'not yours' }]);
      expect(accepted).not.toContain('site=b f=1');
    }
  });
});

describe('a body that nobody means', () => {
  it('is not read to its end when too much of it is refused; what is good before is kept', () => {
    const parser = new LineParser(new SeriesTable());
    const rules = { ...RULES, mostRefused: 2 };
    const { points, errors, accepted } = read(parser, 'm f=1\nx\nm f=2\ny\nm f=3\nz\n', rules);
    expect(points.map(({ fields }) => fields.f)).toEqual([1, 2]);
    expect(errors.map(({ line }) => line)).toEqual([2, 4, 5]);
    expect(errors.at(-1)?.reason).toContain('too many are refused');
    expect(accepted).toBe('m f=1\nm f=2\n');
    // The last one refused leaves nothing unread; without a limit all is read.
    expect(read(parser, 'x\ny', rules).errors).toHaveLength(2);
    expect(read(parser, 'x\ny\nz\nm f=1\n').points).toHaveLength(1);
  });

  it.each([
    ['a long tag', `m,t=${'x'.repeat(5_000)} f=1`, 'measurement and tags'],
    ['a long measurement', `${'x'.repeat(5_000)} f=1`, 'measurement and tags'],
    [
      'many tags',
      `m${Array.from({ length: 2_000 }, (_, n) => `,t${n}=1`).join('')} f=1`,
      'measurement and tags',
    ],
    ['a long field', `m ${'x'.repeat(2_000)}=1`, 'name of a field'],
    ['many fields', `m ${Array.from({ length: 5_000 }, (_, n) => `f${n}=1`).join(',')}`, 'fields'],
    ['a long text', `m f="${'x'.repeat(70_000)}"`, 'a text'],
  ])('has no line with %s', (_, line, reason) => {
    const { points, errors } = read(new LineParser(new SeriesTable()), `${line}\nm f=1\n`);
    expect(points).toHaveLength(1);
    expect(errors).toMatchObject([{ line: 1, reason: expect.stringContaining(reason) }]);
  });
});
