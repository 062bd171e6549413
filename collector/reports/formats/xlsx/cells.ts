/** Values as a spreadsheet knows them: real dates, times, shares. Pure. */
import type { Cell, Row } from 'write-excel-file/node';

const DAY_MS = 86_400_000;

/** A moment as the clock on the wall of the zone shows it: spreadsheets know no zones. */
export function momentCell(timeMs: number, timeZone: string): Cell {
  return { value: new Date(wallClock(timeMs, timeZone)), type: Date, format: 'yyyy-mm-dd hh:mm:ss' };
}

function wallClock(timeMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(timeMs);
  const partOf = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(
    partOf('year'),
    partOf('month') - 1,
    partOf('day'),
    partOf('hour'),
    partOf('minute'),
    partOf('second'),
  );
}

/** A length of time: days as a number, shown in hours. */
export function durationCell(ms: number | null): Cell {
  return ms === null ? null : { value: ms / DAY_MS, type: Number, format: '[h]:mm:ss' };
}

export function shareCell(share: number | null): Cell {
  return share === null ? null : { value: share, type: Number, format: '0.000%' };
}

export function countCell(count: number | null): Cell {
  return count === null ? null : { value: count, type: Number, format: '0' };
}

/** What stands in a cell as it is: never taken for a formula. Letters and their marks are one character. */
export function textCell(text: string | null): Cell {
  return text === null || text === '' ? null : { value: text.normalize('NFC'), type: String, format: '@' };
}

/** In the middle of its column, as the parts of an official document are. */
export function middleCell(text: string, fontWeight?: 'bold') {
  const value = text.normalize('NFC');
  return {
    value,
    type: String,
    format: '@',
    align: 'center',
    ...(fontWeight ? { fontWeight } : {}),
  } as const;
}

export function headRow(titles: readonly string[]): Row {
  return titles.map((title) => ({
    value: title,
    type: String,
    fontWeight: 'bold',
    backgroundColor: '#e8e8e8',
    align: 'center',
    wrap: true,
  }));
}
