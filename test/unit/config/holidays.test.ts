import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSpecialDays } from '../../../config/holidays.ts';
import { packagePath } from '../../../config/package-path.ts';
import { weekdayOf } from '../../../model/period.ts';

const file = 'config/holidays/vietnam.csv';
const shipped = readSpecialDays({ file, text: readFileSync(packagePath(file), 'utf8') });

/** The Vietnamese lunar calendar and the Chinese one have the same months in these years. */
function solarDay(year: number, lunarMonth: number, lunarDay: number): string {
  const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', {
    timeZone: 'UTC',
    month: 'numeric',
    day: 'numeric',
  });
  for (let day = 0; day < 150; day++) {
    const ms = Date.UTC(year, 0, 20 + day);
    const parts = Object.fromEntries(lunar.formatToParts(ms).map(({ type, value }) => [type, value]));
    if (parts.month === String(lunarMonth) && parts.day === String(lunarDay))
      return new Date(ms).toISOString().slice(0, 10);
  }
  throw new Error(`no ${lunarDay}/${lunarMonth} in ${year}`);
}

test('the shipped calendar can be read whole', () => {
  expect(shipped.problems).toEqual([]);
});

test.each([2024, 2025, 2026, 2027])('%i has what the Labour Code names', (year) => {
  const isHoliday = (day: string) => shipped.days.get(day) === 'holiday';
  for (const day of ['01-01', '04-30', '05-01', '09-02']) expect(isHoliday(`${year}-${day}`)).toBe(true);
  expect(isHoliday(solarDay(year, 1, 1))).toBe(true);
  expect(isHoliday(solarDay(year, 3, 10))).toBe(true);
  const ofYear = [...shipped.days].filter(([day]) => day.startsWith(String(year)));
  // Eleven days by law; those of weekends and exchanges come on top.
  expect(ofYear.filter(([, kind]) => kind === 'holiday').length).toBeGreaterThanOrEqual(11);
});

test('days that are worked in lieu are Saturdays', () => {
  for (const [day, kind] of shipped.days) if (kind === 'workday') expect(weekdayOf(day)).toBe(6);
});

test('a day that is there twice is told with both lines', () => {
  const { problems } = readSpecialDays({
    file: 'x.csv',
    text: 'date,kind,name\n2026-01-01,holiday,A\n2026-01-01,workday,B\n',
  });
  expect(problems).toEqual([
    {
      code: 'duplicate_id',
      place: { file: 'x.csv', line: 3, column: 1 },
      params: { value: '2026-01-01', first: '2' },
    },
  ]);
});
