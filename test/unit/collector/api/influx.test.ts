import { describe, expect, it } from 'vitest';
import { errorBody } from '../../../../collector/api/errors.ts';
import { answerQuery } from '../../../../collector/api/influx.ts';

describe('statements of InfluxDB clients', () => {
  it.each(['CREATE DATABASE telegraf', 'create database "my db"', 'CREATE DATABASE "t" WITH DURATION 30d;'])(
    'makes a database of its name: %s',
    (query) => {
      expect(answerQuery(query)).toEqual({ results: [{ statement_id: 0 }] });
    },
  );

  it('names the one database', () => {
    expect(answerQuery('SHOW  DATABASES')).toEqual({
      results: [
        { statement_id: 0, series: [{ name: 'databases', columns: ['name'], values: [['canhmang']] }] },
      ],
    });
  });

  it('answers one statement after the other', () => {
    expect(answerQuery('CREATE DATABASE a; SHOW DATABASES')?.results.map((one) => one.statement_id)).toEqual([
      0, 1,
    ]);
  });

  it.each([
    '',
    ';',
    'SELECT * FROM cpu',
    'DROP DATABASE a',
    'CREATE DATABASE',
    'SHOW DATABASES; DROP DATABASE a',
  ])('leaves "%s" alone', (query) => {
    expect(answerQuery(query)).toBeUndefined();
  });
});

describe('a refusal', () => {
  const told = { code: 'partial_write', message: 'line 2', details: ['line 2'] };
  it.each([
    { shape: 'canhmang', body: { error: told } },
    { shape: 'influx1', body: { error: 'line 2', code: 'partial_write', details: ['line 2'] } },
    {
      shape: 'influx2',
      body: { code: 'invalid', message: 'line 2', reason: 'partial_write', details: ['line 2'] },
    },
  ] as const)('has the shape of $shape', ({ shape, body }) => {
    expect(errorBody(shape, 400, told)).toEqual(body);
  });
});
