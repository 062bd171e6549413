import { describe, expect, it } from 'vitest';
import {
  bodyOf,
  draftOf,
  fieldOfRefusal,
  newDraft,
} from '../../../dashboards/web/src/lib/maintenance-draft.ts';
import { ONCE } from '../../../dashboards/web/src/lib/rrule-form.ts';

const ZONE = 'Asia/Ho_Chi_Minh';

describe('a maintenance draft', () => {
  const begun = newDraft(Date.UTC(2026, 10, 26, 16, 0), ZONE);

  it('begins with tomorrow evening, and is nothing to send yet', () => {
    expect(begun).toMatchObject({ start: '2026-11-27T22:00', rule: ONCE });
    expect(bodyOf(begun, ZONE)).toBeUndefined();
  });

  it('is sent with moments of the province’s clock', () => {
    const body = bodyOf({ ...begun, id: 'tram-tau', note: ' Thay router ' }, ZONE);
    expect(body).toEqual({
      scope: 'site:tram-tau',
      start: Date.UTC(2026, 10, 27, 15),
      end: Date.UTC(2026, 10, 27, 16, 59),
      note: 'Thay router',
    });
  });

  it('is looked at ahead also before there is a note', () => {
    expect(bodyOf({ ...begun, id: 'tram-tau' }, ZONE, '…')).toMatchObject({ note: '…' });
  });

  it('of a window that is there has its fields', () => {
    const row = {
      id: '3',
      scope: 'line:a:b',
      scopeName: 'VNPT',
      note: 'x',
      author: 'Lan',
      start: '2026-11-27T15:00:00.000Z',
      end: '2026-11-27T17:00:00.000Z',
      rrule: 'FREQ=DAILY',
      cancelledAt: null,
      active: false,
      next: null,
    };
    expect(draftOf(row, ZONE)).toMatchObject({
      kind: 'line',
      id: 'a:b',
      start: '2026-11-27T22:00',
      rule: { repeat: 'daily' },
    });
  });
});

describe('a refusal', () => {
  it.each([
    ['window_inverted', [], 'end'],
    ['rrule_never', [], 'rrule'],
    ['rrule_too_often', [], 'rrule'],
    ['unknown_site', [], 'scope'],
    ['bad_parameter', ['note: too long'], 'note'],
    ['bad_parameter', [': unknown key'], undefined],
    ['unknown_window', [], undefined],
    ['internal', [], undefined],
  ] as const)('%s is about the field that it is about', (code, details, field) => {
    expect(fieldOfRefusal(code, details)).toBe(field);
  });
});
