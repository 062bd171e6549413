/** Reports that are sent by themselves: what they name has to be there. Pure. */
import type { Inventory } from '../model/inventory.ts';
import type { Place, Problem } from './problem.ts';
import type { Installation } from './schema/installation.ts';

/** @param at the place of a value by its path in the configuration file. */
export function checkScheduledReports(
  { reports, notify }: Pick<Installation, 'reports' | 'notify'>,
  { units }: Pick<Inventory, 'units'>,
  at: (path: readonly PropertyKey[]) => Place,
): Problem[] {
  const problems: Problem[] = [];
  const names = new Set<string>();
  for (const [index, { name, unit, to }] of reports.scheduled.entries()) {
    const path = ['reports', 'scheduled', index];
    if (names.has(name)) {
      problems.push({ code: 'duplicate_name', place: at([...path, 'name']), params: { value: name } });
    }
    names.add(name);
    if (unit !== undefined && !units.some(({ code }) => code === unit)) {
      problems.push({ code: 'report_unit', place: at([...path, 'unit']), params: { value: unit } });
    }
    for (const [number, person] of to.entries()) {
      const place = at([...path, 'to', number]);
      const recipient = notify.recipients.find((each) => each.name === person);
      if (!recipient) problems.push({ code: 'unknown_recipient', place, params: { value: person } });
      else if (recipient.email === undefined) {
        problems.push({ code: 'no_email', place, params: { value: person } });
      }
    }
  }
  return problems;
}
