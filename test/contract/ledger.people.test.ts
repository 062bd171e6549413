import { describe, expect, it } from 'vitest';
import { openIncident } from '../../collector/incidents/incidents.ts';
import { applyTransition } from '../../collector/incidents/outages.ts';
import type { Act } from '../../collector/incidents/people.ts';
import {
  acknowledge,
  assign,
  comment,
  correctCause,
  merge,
  openManual,
  resolve,
  unmerge,
} from '../../collector/incidents/people.ts';
import { intervalsAsOf, intervalsBetween, recordTransition } from '../../collector/ledger/intervals.ts';
import type { Ledger, LedgerTransaction } from '../../collector/ledger/ledger.ts';
import type { State, SubjectId } from '../../model/state.ts';
import { ledgerInMemory } from './open-ledger.ts';

const LAN: Act = { author: 'lan', nowMs: 50_000 };

function act<T>(ledger: Ledger, operation: (transaction: LedgerTransaction) => Promise<T>): Promise<T> {
  return ledger.transaction().execute(operation);
}

async function became(ledger: Ledger, to: State, atMs: number, subject: SubjectId = 'site:a'): Promise<void> {
  const transition = { subject, from: 'unknown', to, atMs, decidedMs: atMs, proof: undefined } as const;
  await act(ledger, async (transaction) => {
    await recordTransition(transaction, transition);
    await applyTransition(transaction, transition, 'a');
  });
}

/** Down since second 1; incident 1. */
async function withOutage(): Promise<Ledger> {
  const ledger = await ledgerInMemory();
  await became(ledger, 'down', 1_000);
  return ledger;
}

async function timeline(ledger: Ledger, incident = 1) {
  const events = await ledger
    .selectFrom('incident_event')
    .select(['event', 'author', 'text', 'at_ms'])
    .where('incident', '=', incident)
    .orderBy('id')
    .execute();
  return events.slice(1).map(({ event, author, text, at_ms }) => [event, author, text, at_ms]);
}

async function incidentOf(ledger: Ledger, id = 1) {
  return ledger.selectFrom('incident').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

async function coloured(ledger: Ledger, subject: SubjectId = 'site:a') {
  const intervals = await intervalsBetween(ledger, subject, 0, 1e9);
  return intervals.map(({ state, fromMs, toMs, cause, incident }) => [state, fromMs, toMs, cause, incident]);
}

describe('what people do with an incident', () => {
  it('is acknowledged once, by the first who says so', async () => {
    const ledger = await withOutage();
    await act(ledger, (transaction) => acknowledge(transaction, 1, LAN));
    const again = await act(ledger, (transaction) =>
      acknowledge(transaction, 1, { author: 'minh', nowMs: 60_000 }),
    );
    expect(again).toEqual([]);
    expect(await incidentOf(ledger)).toMatchObject({ acknowledged_ms: 50_000, acknowledged_by: 'lan' });
    expect(await timeline(ledger)).toEqual([['acknowledged', 'lan', null, 50_000]]);
  });

  it('keeps what a second one says when acknowledging', async () => {
    const ledger = await withOutage();
    await act(ledger, (transaction) => acknowledge(transaction, 1, LAN));
    await act(ledger, (transaction) =>
      acknowledge(transaction, 1, { author: 'minh', nowMs: 60_000, text: 'đang tới' }),
    );
    expect((await timeline(ledger))[1]).toEqual(['comment', 'minh', 'đang tới', 60_000]);
  });

  it('is given to somebody and taken back', async () => {
    const ledger = await withOutage();
    const changes = [];
    for (const assignee of ['minh', 'minh', null])
      changes.push(...(await act(ledger, (transaction) => assign(transaction, 1, assignee, LAN))));
    expect(changes.map(({ incident }) => incident.assignee)).toEqual(['minh', null]);
    expect(await timeline(ledger)).toEqual([
      ['assigned', 'lan', 'minh', 50_000],
      ['assigned', 'lan', null, 50_000],
    ]);
  });

  it('is commented on, over or not', async () => {
    const ledger = await withOutage();
    await became(ledger, 'up', 2_000);
    await act(ledger, (transaction) => comment(transaction, 1, { ...LAN, text: 'đứt cáp ở km 12' }));
    expect((await timeline(ledger)).at(-1)).toEqual(['comment', 'lan', 'đứt cáp ở km 12', 50_000]);
  });

  it('is resolved by hand, and a later outage is the same one again', async () => {
    const ledger = await withOutage();
    await act(ledger, (transaction) => resolve(transaction, 1, LAN));
    expect(await incidentOf(ledger)).toMatchObject({ resolved_ms: 50_000 });
    await became(ledger, 'up', 60_000);
    await became(ledger, 'down', 70_000);
    expect((await timeline(ledger)).map(([event]) => event)).toEqual(['resolved', 'reopened']);
  });

  it.each([
    ['acknowledge', acknowledge],
    ['resolve', resolve],
  ] as const)('cannot be %sd when it is over', async (_, operation) => {
    const ledger = await withOutage();
    await became(ledger, 'up', 2_000);
    await expect(act(ledger, (transaction) => operation(transaction, 1, LAN))).rejects.toMatchObject({
      code: 'incident_resolved',
    });
    expect(await timeline(ledger)).toHaveLength(1);
  });

  it('has to be there', async () => {
    const ledger = await ledgerInMemory();
    await expect(act(ledger, (transaction) => comment(transaction, 9, LAN))).rejects.toMatchObject({
      code: 'unknown_incident',
    });
  });

  it('may be one that no measurement shows; one at a time about a subject', async () => {
    const ledger = await ledgerInMemory();
    const manual = {
      subject: 'site:a',
      site: 'a',
      severity: 'warning',
      title: 'Máy phát hết dầu',
      atMs: 40_000,
    } as const;
    const [opened] = await act(ledger, (transaction) => openManual(transaction, manual, LAN));
    expect(opened?.incident).toMatchObject({ kind: 'manual', title: 'Máy phát hết dầu', opened_ms: 40_000 });
    await expect(act(ledger, (transaction) => openManual(transaction, manual, LAN))).rejects.toMatchObject({
      code: 'already_open',
    });
  });
});

describe('a cause that somebody sets', () => {
  it('is that of the outage’s intervals, also of what comes after; what was before can be read again', async () => {
    const ledger = await withOutage();
    await act(ledger, (transaction) => correctCause(transaction, 1, 'power', { ...LAN, text: 'EVN báo' }));
    await became(ledger, 'up', 90_000);
    expect(await coloured(ledger)).toEqual([
      ['down', 1_000, 50_000, 'power', 1],
      ['down', 50_000, 90_000, 'power', 1],
      ['up', 90_000, undefined, undefined, undefined],
    ]);
    const before = await intervalsAsOf(ledger, 'site:a', 0, 1e9, 49_000);
    expect(before).toMatchObject([{ state: 'down', cause: undefined }]);
    expect(await incidentOf(ledger)).toMatchObject({ cause: 'power', cause_author: 'lan' });
    expect((await timeline(ledger))[0]).toEqual(['cause', 'lan', 'power: EVN báo', 50_000]);
  });
});

describe('incidents that are one', () => {
  async function withTwo(): Promise<Ledger> {
    const ledger = await withOutage();
    await became(ledger, 'down', 2_000, 'site:b');
    return ledger;
  }

  it('are merged with their intervals, and taken apart again', async () => {
    const ledger = await withTwo();
    await act(ledger, (transaction) => merge(transaction, 2, 1, LAN));
    expect(await incidentOf(ledger, 2)).toMatchObject({ merged_into: 1, resolved_ms: 50_000 });
    expect((await coloured(ledger, 'site:b'))[0]).toEqual(['down', 2_000, 50_000, undefined, 1]);
    await act(ledger, (transaction) => unmerge(transaction, 2, { ...LAN, nowMs: 55_000 }));
    expect(await incidentOf(ledger, 2)).toMatchObject({ merged_into: null, resolved_ms: null });
    expect((await coloured(ledger, 'site:b'))[0]).toEqual(['down', 2_000, 50_000, undefined, 2]);
    expect((await timeline(ledger)).map(([event, , text]) => [event, text])).toEqual([
      ['merged', '← #2'],
      ['unmerged', '→ #2'],
    ]);
  });

  it('stay over when they are taken apart after the end', async () => {
    const ledger = await withTwo();
    await act(ledger, (transaction) => merge(transaction, 2, 1, LAN));
    await became(ledger, 'up', 60_000, 'site:b');
    await act(ledger, (transaction) => unmerge(transaction, 2, { ...LAN, nowMs: 70_000 }));
    expect(await incidentOf(ledger, 2)).toMatchObject({ merged_into: null, resolved_ms: 50_000 });
  });

  it('go on when no measurement says that they are over', async () => {
    const ledger = await withOutage();
    const alarm = { subject: 'site:b', site: 'b', kind: 'loss', severity: 'warning', atMs: 5_000 } as const;
    await act(ledger, (transaction) => openIncident(transaction, { ...alarm, proof: undefined }, 5_000));
    await act(ledger, (transaction) => merge(transaction, 2, 1, LAN));
    await act(ledger, (transaction) => unmerge(transaction, 2, { ...LAN, nowMs: 55_000 }));
    expect(await incidentOf(ledger, 2)).toMatchObject({ resolved_ms: null });
  });

  it('are not merged with themselves, nor twice, nor taken apart when they are not', async () => {
    const ledger = await withTwo();
    const refused = (operation: (transaction: LedgerTransaction) => Promise<unknown>) =>
      act(ledger, operation).then(
        () => 'done',
        (error) => error.code,
      );
    expect(await refused((transaction) => merge(transaction, 1, 1, LAN))).toBe('merge_into_itself');
    expect(await refused((transaction) => unmerge(transaction, 1, LAN))).toBe('incident_not_merged');
    await act(ledger, (transaction) => merge(transaction, 2, 1, LAN));
    expect(await refused((transaction) => merge(transaction, 2, 1, LAN))).toBe('incident_merged');
    expect(await refused((transaction) => merge(transaction, 1, 2, LAN))).toBe('incident_merged');
  });

  it('are not taken apart where another is open already', async () => {
    const ledger = await withTwo();
    await act(ledger, (transaction) => merge(transaction, 2, 1, LAN));
    await became(ledger, 'up', 60_000, 'site:b');
    await became(ledger, 'down', 70_000, 'site:b');
    await expect(act(ledger, (transaction) => unmerge(transaction, 2, LAN))).rejects.toMatchObject({
      code: 'already_open',
    });
  });
});
