import { describe, expect, it } from 'vitest';
import type { IncidentChange } from '../../collector/incidents/incidents.ts';
import { applyTransition } from '../../collector/incidents/outages.ts';
import { intervalsBetween, recordTransition } from '../../collector/ledger/intervals.ts';
import type { Ledger } from '../../collector/ledger/ledger.ts';
import { plannedAsOf } from '../../collector/maintenance/as-of.ts';
import { MaintenancePlan } from '../../collector/maintenance/plan.ts';
import { findOverdue, isUntold, markPlanned } from '../../collector/maintenance/planned.ts';
import { addWindow, cancelWindow, readWindows } from '../../collector/maintenance/windows.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { MaintenanceWindow } from '../../model/maintenance.ts';
import type { State, SubjectId } from '../../model/state.ts';
import { ledgerInMemory } from './open-ledger.ts';

const SITE = {
  class: 'commune',
  upstream: undefined,
  address: '',
  gateway: undefined,
  coreAddress: undefined,
  latitude: undefined,
  longitude: undefined,
} as const;
const UNIT = { validFrom: undefined, validTo: undefined } as const;
const INVENTORY: Inventory = {
  units: [
    { ...UNIT, code: '15', name: 'Yên Bái', type: 'province', parent: undefined },
    { ...UNIT, code: '139', name: 'Trạm Tấu', type: 'district', parent: '15' },
  ],
  sites: [
    { ...SITE, id: 'a', shortName: 'A', name: 'A', unit: '139' },
    { ...SITE, id: 'b', shortName: 'B', name: 'B', unit: '15' },
  ],
  devices: [{ id: 'a-rt', site: 'a', kind: 'router', name: 'R', address: '', credential: undefined }],
  lines: [
    {
      id: 'b-line',
      site: 'b',
      carrier: 'VNPT',
      bandwidthKbps: 1,
      device: 'x',
      interfaceName: 'x',
      targetPercent: 99,
    },
  ],
  rooms: [{ id: 'a-room', site: 'a', name: 'P', level: 'district', address: '' }],
};

function planOf(scope: MaintenanceWindow['scope'], startMs = 10_000, endMs = 60_000): MaintenancePlan {
  const window = { scope, note: 'Thay bộ lưu điện', author: 'lan', startMs, endMs, rrule: undefined };
  return new MaintenancePlan(INVENTORY, [
    { ...window, id: 'config-1', timeZone: 'Asia/Ho_Chi_Minh', cancelledMs: undefined },
  ]);
}

describe('a window covers', () => {
  const all: SubjectId[] = ['site:a', 'device:a-rt', 'room:a-room', 'site:b', 'line:b-line'];

  it.each<[MaintenanceWindow['scope'], SubjectId[]]>([
    [{ kind: 'site', id: 'a' }, ['site:a', 'device:a-rt', 'room:a-room']],
    [{ kind: 'unit', id: '139' }, ['site:a', 'device:a-rt', 'room:a-room']],
    [{ kind: 'unit', id: '15' }, all],
    [{ kind: 'line', id: 'b-line' }, ['site:b', 'line:b-line']],
    [{ kind: 'device', id: 'a-rt' }, ['device:a-rt']],
    [{ kind: 'room', id: 'a-room' }, ['room:a-room']],
  ])('of %j: %j', (scope, subjects) => {
    const plan = planOf(scope);
    expect(all.filter((subject) => plan.plannedUntil(subject, 30_000) === 60_000)).toEqual(subjects);
    expect(all.filter((subject) => plan.plannedUntil(subject, 60_000) !== undefined)).toEqual([]);
    expect(plan.plannedBetween(subjects[0] ?? 'site:a', 0, 20_000)).toEqual([
      { fromMs: 10_000, toMs: 60_000 },
    ]);
  });
});

describe('what was planned, as a report of a moment knows it', () => {
  const PERIOD = { fromMs: 0, toMs: 100_000 };
  const window = {
    scope: { kind: 'site', id: 'a' },
    note: 'Thay bộ lưu điện',
    author: 'lan',
    startMs: 10_000,
    endMs: 60_000,
    rrule: undefined,
    timeZone: 'Asia/Ho_Chi_Minh',
  } as const;
  const plannedAt = async (ledger: Ledger, asOfMs: number) =>
    (await plannedAsOf(ledger, { inventory: INVENTORY, maintenance: [] }, asOfMs))('site:a', PERIOD);

  it('begins no earlier than it was said, and is not there before', async () => {
    const ledger = await ledgerInMemory();
    await ledger.transaction().execute((transaction) => addWindow(transaction, window, 25_000));
    expect(await plannedAt(ledger, 24_999)).toEqual([]);
    expect(await plannedAt(ledger, 90_000)).toEqual([{ fromMs: 25_000, toMs: 60_000 }]);
  });

  it('stands until the moment at which it was cancelled is known', async () => {
    const ledger = await ledgerInMemory();
    const { id } = await ledger.transaction().execute((transaction) => addWindow(transaction, window, 1_000));
    await ledger.transaction().execute((transaction) => cancelWindow(transaction, Number(id), 'lan', 30_000));
    expect(await plannedAt(ledger, 29_999)).toEqual([{ fromMs: 10_000, toMs: 60_000 }]);
    expect(await plannedAt(ledger, 30_000)).toEqual([{ fromMs: 10_000, toMs: 30_000 }]);
  });
});

describe('windows in the ledger', () => {
  it('are added, cancelled once, and stay for reports of the past', async () => {
    const ledger = await ledgerInMemory();
    const [window] = planOf({ kind: 'site', id: 'a' }).windows;
    if (!window) throw new Error('no window');
    const act = <T>(work: Parameters<ReturnType<Ledger['transaction']>['execute']>[0]) =>
      ledger.transaction().execute(work) as Promise<T>;
    await act((transaction) => addWindow(transaction, window, 5_000));
    expect(await act((transaction) => cancelWindow(transaction, 1, 'minh', 30_000))).toMatchObject({
      id: '1',
    });
    expect(await act((transaction) => cancelWindow(transaction, 1, 'minh', 40_000))).toBeUndefined();
    const plan = new MaintenancePlan(INVENTORY, []);
    plan.take(await readWindows(ledger));
    expect(plan.plannedBetween('site:a', 0, 1e6)).toEqual([{ fromMs: 10_000, toMs: 30_000 }]);
  });
});

describe('an outage', () => {
  const plan = planOf({ kind: 'site', id: 'a' });

  async function became(ledger: Ledger, to: State, atMs: number): Promise<IncidentChange[]> {
    const transition = {
      subject: 'site:a',
      from: 'unknown',
      to,
      atMs,
      decidedMs: atMs,
      proof: undefined,
    } as const;
    return ledger.transaction().execute(async (transaction) => {
      await recordTransition(transaction, transition);
      return markPlanned(transaction, await applyTransition(transaction, transition, 'a'), plan, atMs);
    });
  }

  const overdue = (ledger: Ledger, nowMs: number) =>
    ledger.transaction().execute((transaction) => findOverdue(transaction, plan, nowMs));

  const causes = async (ledger: Ledger) =>
    (await intervalsBetween(ledger, 'site:a', 0, 1e9)).map(({ state, fromMs, cause }) => [
      state,
      fromMs,
      cause,
    ]);

  it('inside a window is planned, and nobody is told of its beginning or its end', async () => {
    const ledger = await ledgerInMemory();
    const changes = [...(await became(ledger, 'down', 20_000)), ...(await became(ledger, 'up', 30_000))];
    expect(changes.map(({ event, incident }) => [event, isUntold(incident)])).toEqual([
      ['opened', true],
      ['resolved', true],
    ]);
    expect(await causes(ledger)).toEqual([
      ['down', 20_000, 'planned'],
      ['up', 30_000, undefined],
    ]);
    const events = await ledger.selectFrom('incident_event').select(['event', 'text']).execute();
    expect(events[1]).toEqual({ event: 'cause', text: 'Thay bộ lưu điện' });
  });

  it('that began before the window is told like any other', async () => {
    const ledger = await ledgerInMemory();
    const changes = [...(await became(ledger, 'down', 5_000)), ...(await became(ledger, 'up', 30_000))];
    expect(changes.map(({ incident }) => isUntold(incident))).toEqual([false, false]);
  });

  it('that outlasts the window is told at its end; until there it was planned', async () => {
    const ledger = await ledgerInMemory();
    await became(ledger, 'down', 20_000);
    expect(await overdue(ledger, 59_000)).toEqual([]);
    const [change] = await overdue(ledger, 62_000);
    expect([change?.event, change?.atMs, change && isUntold(change.incident)]).toEqual([
      'overdue',
      60_000,
      false,
    ]);
    expect(await overdue(ledger, 63_000)).toEqual([]);
    await became(ledger, 'up', 90_000);
    expect(await causes(ledger)).toEqual([
      ['down', 20_000, 'planned'],
      ['down', 60_000, undefined],
      ['up', 90_000, undefined],
    ]);
  });

  it('that comes again soon after the window is told', async () => {
    const ledger = await ledgerInMemory();
    await became(ledger, 'down', 20_000);
    await became(ledger, 'up', 30_000);
    const changes = await became(ledger, 'down', 70_000);
    expect(changes.map(({ event, incident }) => [event, isUntold(incident)])).toEqual([['reopened', false]]);
  });
});
