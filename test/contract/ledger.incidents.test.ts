import { describe, expect, it } from 'vitest';
import { applyTransition, listIncidents } from '../../collector/incidents/incidents.ts';
import type { Ledger } from '../../collector/ledger/ledger.ts';
import type { State, SubjectId } from '../../model/state.ts';
import { ledgerInMemory } from './open-ledger.ts';

const ALL = { state: 'all', limit: 100 } as const;

/** Applies states one after the other, a second apart; what each of them changed. */
async function follow(ledger: Ledger, states: readonly State[], subject: SubjectId = 'site:a') {
  const events: (string | undefined)[] = [];
  for (const [index, to] of states.entries()) {
    const atMs = (index + 1) * 1_000;
    const transition = {
      subject,
      from: 'up',
      to,
      atMs,
      decidedMs: atMs + 50,
      proof: `proof of ${to}`,
    } as const;
    const change = await ledger
      .transaction()
      .execute((transaction) => applyTransition(transaction, transition, 'a'));
    events.push(change?.event);
  }
  return events;
}

describe('incidents', () => {
  it.each<[State[], (string | undefined)[]]>([
    [['down'], ['opened']],
    [
      ['down', 'up'],
      ['opened', 'resolved'],
    ],
    [
      ['down', 'degraded'],
      ['opened', 'resolved'],
    ],
    [
      ['down', 'unknown'],
      ['opened', undefined],
    ],
    [
      ['down', 'unknown', 'down'],
      ['opened', undefined, undefined],
    ],
    [
      ['down', 'unreachable', 'up'],
      ['opened', undefined, 'resolved'],
    ],
    [
      ['down', 'up', 'down'],
      ['opened', 'resolved', 'opened'],
    ],
    [['up'], [undefined]],
    [['degraded'], [undefined]],
    [['unknown'], [undefined]],
    [['unreachable'], [undefined]],
  ])('by %j: %j', async (states, events) => {
    expect(await follow(await ledgerInMemory(), states)).toEqual(events);
  });

  it('tell of what and where they are, since when, and by what proof', async () => {
    const ledger = await ledgerInMemory();
    await follow(ledger, ['up', 'down'], 'room:r');
    expect(await listIncidents(ledger, ALL)).toMatchObject([
      {
        id: 1,
        subject: 'room:r',
        site: 'a',
        kind: 'down',
        opened_ms: 2_000,
        resolved_ms: null,
        proof: 'proof of down',
      },
    ]);
  });

  it('keep what happened to them, in order', async () => {
    const ledger = await ledgerInMemory();
    await follow(ledger, ['down', 'up']);
    const events = await ledger.selectFrom('incident_event').selectAll().orderBy('id').execute();
    expect(events).toMatchObject([
      { incident: 1, event: 'opened', at_ms: 1_000, proof: 'proof of down' },
      { incident: 1, event: 'resolved', at_ms: 2_000, proof: 'proof of up' },
    ]);
  });

  it('of one subject are not resolved by another', async () => {
    const ledger = await ledgerInMemory();
    await follow(ledger, ['down']);
    expect(await follow(ledger, ['up'], 'site:b')).toEqual([undefined]);
  });

  it('are never resolved before they were opened', async () => {
    const ledger = await ledgerInMemory();
    await follow(ledger, ['up', 'down']);
    const early = {
      subject: 'site:a',
      from: 'down',
      to: 'up',
      atMs: 500,
      decidedMs: 9_000,
      proof: undefined,
    } as const;
    const change = await ledger
      .transaction()
      .execute((transaction) => applyTransition(transaction, early, 'a'));
    expect(change?.incident).toMatchObject({ opened_ms: 2_000, resolved_ms: 2_000 });
  });

  it('are listed newest first, by state and by site', async () => {
    const ledger = await ledgerInMemory();
    await follow(ledger, ['down', 'up', 'down']);
    const ids = async (query: Parameters<typeof listIncidents>[1]) =>
      (await listIncidents(ledger, query)).map(({ id }) => id);
    expect(await ids(ALL)).toEqual([2, 1]);
    expect(await ids({ state: 'open', limit: 9 })).toEqual([2]);
    expect(await ids({ state: 'resolved', limit: 9 })).toEqual([1]);
    expect(await ids({ ...ALL, limit: 1 })).toEqual([2]);
    expect(await ids({ ...ALL, site: 'b' })).toEqual([]);
  });
});
