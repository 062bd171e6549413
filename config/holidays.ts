/** The calendar file of public holidays, and of Saturdays that are worked in lieu. */
import type { SpecialDays } from '../model/service-hours.ts';
import type { InventoryFile } from './inventory.ts';
import type { Problem } from './problem.ts';
import { readCsv } from './read-csv.ts';
import { holidayRowSchema } from './schema/inventory.ts';

/** The later of two rows of one day would hide the first: that is a problem. */
export function readSpecialDays({ file, text }: InventoryFile): { days: SpecialDays; problems: Problem[] } {
  const { rows, problems } = readCsv(file, text, holidayRowSchema);
  const days = new Map<string, 'holiday' | 'workday'>();
  const lines = new Map<string, string>();
  const twice = rows.flatMap(({ value, at }): Problem[] => {
    const place = at('date');
    const first = lines.get(value.date);
    if (first !== undefined) return [{ code: 'duplicate_id', place, params: { value: value.date, first } }];
    lines.set(value.date, String(place.line));
    days.set(value.date, value.kind);
    return [];
  });
  return { days, problems: [...problems, ...twice] };
}
