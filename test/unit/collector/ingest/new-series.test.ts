import { pino } from 'pino';
import { expect, it } from 'vitest';
import { defaultNewSeries, NewSeriesLimit } from '../../../../collector/ingest/new-series.ts';

const HOUR = 3_600_000;

function opened(perDay = 240) {
  const clock = { ms: 0 };
  const told: unknown[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => told.push(JSON.parse(line).writer) });
  const limit = new NewSeriesLimit({ perDay, monotonicMs: () => clock.ms, logger });
  const begins = (writer: string, count = 1) => limit.refusalOf(writer, count) === undefined;
  return { clock, told, begins };
}

it('a writer begins its series of a day at once, and goes on as the day does', () => {
  const { clock, begins } = opened();
  expect([begins('a', 240), begins('a'), begins('b', 240)]).toEqual([true, false, true]);
  clock.ms = HOUR;
  expect([begins('a', 10), begins('a')]).toEqual([true, false]);
  clock.ms = 48 * HOUR;
  expect([begins('a', 240), begins('a')]).toEqual([true, false]);
});

it('a line that does not fit uses nothing', () => {
  const { begins } = opened();
  expect([begins('a', 239), begins('a', 2), begins('a', 1)]).toEqual([true, false, true]);
});

it('the log names a writer once a day, however many lines are refused', () => {
  const { clock, told, begins } = opened(1);
  for (const writer of ['a', 'a', 'a', 'b', 'b']) begins(writer);
  expect(told).toEqual(['a', 'b']);
  clock.ms = 24 * HOUR;
  for (let line = 0; line < 3; line++) begins('a');
  expect(told).toEqual(['a', 'b', 'a']);
});

it.each([
  [0, 50_000],
  [105, 50_000],
  [10_000, 3_000_000],
])('an installation of %d sites allows %d without being told', (sites, allowed) => {
  expect(defaultNewSeries(sites)).toBe(allowed);
});
