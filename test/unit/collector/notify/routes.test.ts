import { describe, expect, it } from 'vitest';
import type { Occasion } from '../../../../collector/notify/routes.ts';
import { isForRoute, mediaFor, tellingsOf } from '../../../../collector/notify/routes.ts';
import type { NotifySettings } from '../../../../config/schema/notify.ts';
import { notifySchema } from '../../../../config/schema/notify.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
/** Monday, 08:00 in Hanoi. */
const MONDAY_MS = Date.UTC(2026, 10, 23, 1);

const occasion: Occasion = {
  kind: 'down',
  severity: 'critical',
  site: 'mu-cang-chai',
  siteClass: 'district',
  units: new Set(['137', '15']),
  nowMs: MONDAY_MS,
};

function settings(routes: object[]): NotifySettings {
  return notifySchema.parse({
    recipients: [
      { name: 'An', email: 'an@x.vn', phone: '0912345678' },
      { name: 'Bình', email: 'binh@x.vn' },
    ],
    rotas: [{ name: 'trực', members: ['Bình', 'An'], start: '2026-11-23', at: '07:30' }],
    routes: routes.map((route) => ({ name: 'r', to: ['An'], ...route })),
  });
}

function isChosen(route: object, more: Partial<Occasion> = {}): boolean {
  return isForRoute(settings([route]).routes![0]!, { ...occasion, ...more }, ZONE);
}

describe('a route', () => {
  it.each([
    [{}, {}, true],
    [{ units: ['15'] }, {}, true],
    [{ units: ['132'] }, {}, false],
    [{ units: ['132'], sites: ['mu-cang-chai'] }, {}, true],
    [{ classes: ['commune'] }, {}, false],
    [{ severity: 'major' }, {}, true],
    [{ severity: 'major' }, { severity: 'warning' as const }, false],
    [{ kinds: ['agent-silent'] }, {}, false],
    [{ days: ['mon'] }, {}, true],
    [{ days: ['sun', 'sat'] }, {}, false],
    [{ hours: '07:30-17:00' }, {}, true],
    [{ hours: '17:00-07:30' }, {}, false],
    [{ hours: '17:00-07:30' }, { nowMs: MONDAY_MS - 3_600_000 }, true],
  ])('%j for %j: %s', (route, more, chosen) => expect(isChosen(route, more)).toBe(chosen));
});

describe('who is told', () => {
  const told = (routes: object[], severity: 'critical' | 'warning') => {
    const { recipients, rotas, routes: read } = settings(routes);
    const directory = {
      recipients: new Map(recipients.map((recipient) => [recipient.name, recipient])),
      rotas: new Map(rotas.map((rota) => [rota.name, rota])),
      zone: ZONE,
    };
    return tellingsOf(read!, severity, directory, MONDAY_MS).map(({ person, how }) => [person.name, how]);
  };

  it('is who is on duty', () =>
    expect(told([{ to: ['trực'] }], 'critical')).toEqual([['Bình', ['sms', 'mail']]]));

  it('is told once, by all media of the routes, and a digest gives way', () => {
    const routes = [{ how: { warning: ['sms'] } }, { how: { warning: ['mail'] } }, {}];
    expect(told(routes, 'warning')).toEqual([['An', ['sms', 'mail']]]);
    expect(told([{}], 'warning')).toEqual([['An', 'digest']]);
    expect(told([{ how: { warning: 'none' } }], 'warning')).toEqual([]);
  });

  it('is told by what there is', () => {
    const { recipients } = settings([]);
    const [an, binh] = recipients;
    expect(mediaFor(an!, ['sms', 'mail'], ['mail'])).toEqual(['mail']);
    expect(mediaFor(binh!, ['sms'], ['sms', 'mail'])).toEqual(['mail']);
    expect(mediaFor(binh!, ['sms'], ['sms'])).toEqual([]);
  });
});
