import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formOf,
  ONCE,
  ORDINALS,
  type RuleForm,
  ruleOf,
  WEEKDAYS,
} from '../../../dashboards/web/src/lib/rrule-form.ts';
import { badRulePart, problemOfWindow } from '../../../model/maintenance.ts';

const ZONE = 'Asia/Ho_Chi_Minh';

describe('recurrences', () => {
  it.each([
    [null, { repeat: 'once' }],
    ['FREQ=DAILY;INTERVAL=2', { repeat: 'daily', interval: 2 }],
    ['FREQ=WEEKLY;BYDAY=SA,SU', { repeat: 'weekly', weekdays: ['SA', 'SU'] }],
    ['FREQ=MONTHLY;BYMONTHDAY=15', { repeat: 'monthly', monthDay: 15 }],
    [
      'FREQ=MONTHLY;BYDAY=-1SA;UNTIL=20261231T165959Z',
      { repeat: 'monthlyWeekday', ordinal: -1, weekday: 'SA', until: '2026-12-31' },
    ],
  ] as const)('%s has fields, and comes out as it went in', (rrule, fields) => {
    const form = formOf(rrule, ZONE);
    expect(form).toMatchObject(fields);
    expect(ruleOf(form, ZONE) ?? null).toBe(rrule);
  });

  it.each([
    'FREQ=YEARLY;BYMONTH=3',
    'FREQ=DAILY;UNTIL=20261231T120000Z',
    'FREQ=MONTHLY;BYDAY=SA;BYSETPOS=-1',
    'FREQ=WEEKLY;COUNT=3',
    'nonsense',
  ])('%s has no fields, and is kept word for word', (rrule) => {
    expect(formOf(rrule, ZONE)).toMatchObject({ repeat: 'custom', text: rrule });
    expect(ruleOf(formOf(rrule, ZONE), ZONE)).toBe(rrule);
  });

  it('a rule that was pasted with its name is taken without it', () => {
    expect(ruleOf({ ...ONCE, repeat: 'custom', text: ' RRULE:FREQ=DAILY ' }, ZONE)).toBe('FREQ=DAILY');
  });

  it('whatever the fields say, the collector understands, and the form reads it back', () => {
    const window = {
      startMs: Date.UTC(2026, 10, 28, 15),
      endMs: Date.UTC(2026, 10, 28, 17),
      timeZone: ZONE,
    };
    const form: fc.Arbitrary<RuleForm> = fc.record({
      repeat: fc.constantFrom('daily', 'weekly', 'monthly', 'monthlyWeekday'),
      interval: fc.integer({ min: 1, max: 100 }),
      weekdays: fc.subarray([...WEEKDAYS]),
      monthDay: fc.integer({ min: 1, max: 28 }),
      ordinal: fc.constantFrom(...ORDINALS),
      weekday: fc.constantFrom(...WEEKDAYS),
      until: fc.constantFrom('', '2040-12-31'),
      text: fc.constant(''),
    });
    fc.assert(
      fc.property(form, (fields) => {
        const rrule = ruleOf(fields, ZONE) ?? '';
        expect(badRulePart(rrule)).toBeUndefined();
        expect(problemOfWindow({ ...window, rrule })).toBeUndefined();
        expect(ruleOf(formOf(rrule, ZONE), ZONE)).toBe(rrule);
      }),
    );
  });
});
