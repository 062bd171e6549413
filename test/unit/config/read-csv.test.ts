import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readCsv } from '../../../config/read-csv.ts';

const schema = z.strictObject({
  id: z.string().regex(/^[a-z]+$/),
  name: z.string(),
  size: z.coerce.number().max(10).optional(),
});
const HEADING = 'id,name,size\n';

function problemsOf(text: string): string[] {
  return readCsv('f.csv', text, schema).problems.map(
    ({ code, place }) => `${code} ${place.line}:${place.column}`,
  );
}

describe('readCsv', () => {
  it('gives the rows', () => {
    const { rows, problems } = readCsv('f.csv', `${HEADING}a,Một,1\nb,"Hai, ""ba""",\n`, schema);
    expect(problems).toEqual([]);
    expect(rows.map(({ value }) => value)).toEqual([
      { id: 'a', name: 'Một', size: 1 },
      { id: 'b', name: 'Hai, "ba"' },
    ]);
  });

  it.each([
    ['a byte order mark', `\uFEFF${HEADING}a,x,1\n`],
    ['carriage returns', 'id,name,size\r\na,x,1\r\n'],
    ['another order of columns', 'size,name,id\n1,x,a\n'],
    ['spaces around cells', 'id, name, size\n a , x , 1 \n'],
    ['no line feed at the end', `${HEADING}a,x,1`],
  ])('takes %s', (_, text) => {
    const { rows, problems } = readCsv('f.csv', text, schema);
    expect([rows.map(({ value }) => value), problems]).toEqual([[{ id: 'a', name: 'x', size: 1 }], []]);
  });

  it.each([
    ['plain cells', 'a,x,99\n', 'invalid_value 2:5'],
    ['a quoted cell before it', 'a,"x, y",99\n', 'invalid_value 2:10'],
    ['quotes in the cell before it', 'a,"say ""x, y""",99\n', 'invalid_value 2:18'],
    ['a cell of several lines before it', 'a,"one\ntwo\nthree",99\n', 'invalid_value 4:8'],
    ['a row of several lines before it', 'a,"one\ntwo",1\nb,x,99\n', 'invalid_value 4:5'],
    ['the first cell at fault', 'a,x,1\nB2,x,1\n', 'invalid_value 3:1'],
    ['a missing value', 'a,,1\n', 'missing_value 2:3'],
    ['empty lines before it', '\n\na,x,99\n', 'invalid_value 4:5'],
    ['a row of several lines that starts at fault', 'A,"one\ntwo",1\n', 'invalid_value 2:1'],
  ])('tells where a value does not fit: %s', (_, rows, problem) => {
    expect(problemsOf(HEADING + rows)).toEqual([problem]);
  });

  it('tells of every value that does not fit, and keeps the other rows', () => {
    const { rows, problems } = readCsv('f.csv', `${HEADING}A,x,99\nb,x,1\nc,x,98\n`, schema);
    expect(problems.map(({ place }) => [place.line, place.column])).toEqual([
      [2, 1],
      [2, 5],
      [4, 5],
    ]);
    expect(rows.map(({ value }) => value.id)).toEqual(['b']);
  });

  it('tells of a column that nobody knows, and which there are', () => {
    const [problem] = readCsv('f.csv', 'id,"name",sise\n', schema).problems;
    expect(problem).toMatchObject({
      code: 'unknown_column',
      place: { line: 1, column: 11 },
      params: { column: 'sise', known: 'id, name, size' },
    });
  });

  it('tells of a column that is missing, unless it is optional', () => {
    expect(readCsv('f.csv', 'id\na\n', schema).problems).toEqual([
      { code: 'missing_column', place: { file: 'f.csv', line: 1, column: 1 }, params: { column: 'name' } },
    ]);
  });

  it('tells of all columns of an empty file', () => {
    expect(problemsOf('')).toEqual(['missing_column 1:1', 'missing_column 1:1']);
  });

  it('tells where the syntax breaks', () => {
    expect(problemsOf(`${HEADING}a,x,1\nb,"x"y,1\n`)).toEqual(['csv_syntax 3:1']);
  });

  it('knows the place of every value', () => {
    const { rows } = readCsv('f.csv', `${HEADING}a,"one\ntwo",1\nb,x,2\n`, schema);
    expect([rows[0]!.at('name'), rows[0]!.at('size'), rows[1]!.at('id')]).toMatchObject([
      { line: 2, column: 3 },
      { line: 3, column: 6 },
      { line: 4, column: 1 },
    ]);
  });

  it('composes marks that were written separately', () => {
    const { rows } = readCsv('f.csv', `${HEADING}a,${'Mù Cang Chải'.normalize('NFD')},1\n`, schema);
    expect(rows[0]!.value).toMatchObject({ name: 'Mù Cang Chải' });
  });
});
