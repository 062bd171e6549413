import { describe, expect, it } from 'vitest';
import { applyTransition, settleFlapping } from '../../collector/incidents/outages.ts';
import { listIncidents } from '../../collector/incidents/query.ts';
import { openIntervals, recordTransition } from '../../collector/ledger/intervals.ts';
import type { Ledger } from '../../collector/ledger/ledger.ts';
import type { State, SubjectId } from '../../model/state.ts';
import { ledgerInMemory } from './open-ledger.ts';

const ALL = { state: 'all', limit: 100 } as const;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

interface Step {
  readonly subject?: SubjectId;
  readonly to: State;
  readonly atMs: number;
  readonly upstream?: SubjectId;
}

/** Applies states one after the other, as the collector does; what each of them changed. */
async function followSteps(ledger: Ledger, steps: readonly Step[]): Promise<string[]> {
  const events: string[] = [];
  for (const { subject = 'site:a', to, atMs, upstream } of steps) {
    const [open] = (await openIntervals(ledger)).filter((interval) => interval.subject === subject);
    const from = open?.state ?? 'unknown';
    const proof = `proof of ${to}`;
    const transition = { subject, from, to, atMs, decidedMs: atMs + 50, proof, upstream };
    const changes = await ledger.transaction().execute(async (transaction) => {
      await recordTransition(transaction, transition);
      return applyTransition(transaction, transition, 'a');
    });
    events.push(changes.map(({ event, incident }) => `${event} ${incident.id}`).join(', '));
  }
  return events;
}

/** States of one subject, a second apart. */
function follow(ledger: Ledger, states: readonly State[], subject: SubjectId = 'site:a') {
  const steps = states.map((to, index) => ({ subject, to, atMs: (index + 1) * SECOND }));
  return followSteps(ledger, steps);
}

describe('incidents', () => {
  it.each<[State[], string[]]>([
    [['down'], ['opened 1']],
    [
      ['down', 'up'],
      ['opened 1', 'resolved 1'],
    ],
    [
      ['down', 'degraded'],
      ['opened 1', 'resolved 1'],
    ],
    [
      ['down', 'unknown'],
      ['opened 1', ''],
    ],
    [
      ['down', 'unknown', 'down'],
      ['opened 1', '', ''],
    ],
    [
      ['down', 'unknown', 'up'],
      ['opened 1', '', 'resolved 1'],
    ],
    [
      ['down', 'up', 'down'],
      ['opened 1', 'resolved 1', 'reopened 1'],
    ],
    [['up'], ['']],
    [['degraded'], ['']],
    [['unknown'], ['']],
    [['unreachable'], ['']],
  ])('by %j: %j', async (states, events) => {
    expect(await follow(await ledgerInMemory(), states)).toEqual(events);
  });

  it('are opened anew when the last one has been over for long', async () => {
    const events = await followSteps(await ledgerInMemory(), [
      { to: 'down', atMs: 0 },
      { to: 'up', atMs: MINUTE },
      { to: 'down', atMs: 17 * MINUTE },
    ]);
    expect(events).toEqual(['opened 1', 'resolved 1', 'opened 2']);
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
    expect(await follow(ledger, ['up'], 'site:b')).toEqual(['']);
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
    const [change] = await ledger
      .transaction()
      .execute((transaction) => applyTransition(transaction, early, 'a'));
    expect(change?.incident).toMatchObject({ opened_ms: 2_000, resolved_ms: 2_000 });
  });

  it('are listed newest first, by state and by site', async () => {
    const ledger = await ledgerInMemory();
    const at = (minutes: number) => minutes * MINUTE;
    await followSteps(ledger, [
      { to: 'down', atMs: at(0) },
      { to: 'up', atMs: at(1) },
      { to: 'down', atMs: at(30) },
    ]);
    const ids = async (query: Parameters<typeof listIncidents>[1]) =>
      (await listIncidents(ledger, query)).map(({ id }) => id);
    expect(await ids(ALL)).toEqual([2, 1]);
    expect(await ids({ state: 'open', limit: 9 })).toEqual([2]);
    expect(await ids({ state: 'resolved', limit: 9 })).toEqual([1]);
    expect(await ids({ ...ALL, limit: 1 })).toEqual([2]);
    expect(await ids({ ...ALL, site: 'b' })).toEqual([]);
  });
});

describe('what fails behind a failed upstream', () => {
  const HUB: SubjectId = 'site:hub';
  const behind = (subject: SubjectId, atMs: number): Step => ({
    subject,
    to: 'unreachable',
    atMs,
    upstream: HUB,
  });

  it('is written down with its upstream’s incident, and gets none of its own', async () => {
    const ledger = await ledgerInMemory();
    const events = await followSteps(ledger, [
      { subject: HUB, to: 'down', atMs: 1_000 },
      behind('site:a', 1_200),
      behind('site:b', 1_400),
      { subject: HUB, to: 'up', atMs: 9_000 },
      { subject: 'site:a', to: 'up', atMs: 9_500 },
    ]);
    expect(events).toEqual(['opened 1', 'affected 1', 'affected 1', 'resolved 1', '']);
    const affected = await ledger.selectFrom('incident_affected').selectAll().orderBy('subject').execute();
    expect(affected).toEqual([
      { incident: 1, subject: 'site:a', from_ms: 1_200, to_ms: 9_500 },
      { incident: 1, subject: 'site:b', from_ms: 1_400, to_ms: null },
    ]);
  });

  it('takes back the incident that was opened before its upstream was known to have failed', async () => {
    const ledger = await ledgerInMemory();
    const events = await followSteps(ledger, [
      { subject: 'site:a', to: 'down', atMs: 1_000 },
      { subject: HUB, to: 'down', atMs: 1_100 },
      behind('site:a', 1_000),
    ]);
    expect(events).toEqual(['opened 1', 'opened 2', 'affected 2, merged 1']);
    expect((await listIncidents(ledger, ALL)).map(({ id }) => id)).toEqual([2]);
  });

  it('has an incident of its own when it does not come back with its upstream', async () => {
    const ledger = await ledgerInMemory();
    const events = await followSteps(ledger, [
      { subject: HUB, to: 'down', atMs: 1_000 },
      behind('site:a', 1_200),
      { subject: HUB, to: 'up', atMs: 9_000 },
      { subject: 'site:a', to: 'down', atMs: 9_000 },
    ]);
    expect(events.at(-1)).toBe('opened 2');
  });
});

describe('flapping', () => {
  /** Down for half a minute every two minutes, from minute 0 on. */
  const flaps = (count: number): Step[] =>
    Array.from({ length: count }, (_, index): Step[] => [
      { to: 'down', atMs: index * 2 * MINUTE },
      { to: 'up', atMs: index * 2 * MINUTE + 30 * SECOND },
    ]).flat();

  async function settle(ledger: Ledger, nowMs: number): Promise<string[]> {
    const changes = await ledger
      .transaction()
      .execute((transaction) => settleFlapping(transaction, () => nowMs - MINUTE, nowMs));
    return changes.map(({ event, incident }) => `${event} ${incident.id}`);
  }

  it('is told once, and nothing more until it settles', async () => {
    const events = await followSteps(await ledgerInMemory(), flaps(6));
    expect(events).toEqual([
      'opened 1',
      'resolved 1',
      'reopened 1',
      'resolved 1',
      'reopened 1',
      'resolved 1',
      'flapping 1',
      ...Array(5).fill(''),
    ]);
  });

  it('settles when it has been quiet for long enough', async () => {
    const ledger = await ledgerInMemory();
    await followSteps(ledger, flaps(6));
    expect(await settle(ledger, 20 * MINUTE)).toEqual([]);
    expect(await settle(ledger, 90 * MINUTE)).toEqual(['settled 1']);
    const [incident] = await listIncidents(ledger, ALL);
    expect(incident).toMatchObject({ resolved_ms: 89 * MINUTE, flapping_ms: null });
    expect(await settle(ledger, 91 * MINUTE)).toEqual([]);
  });

  it('does not settle while its subject is down', async () => {
    const ledger = await ledgerInMemory();
    await followSteps(ledger, flaps(6));
    const changes = await ledger
      .transaction()
      .execute((transaction) => settleFlapping(transaction, () => undefined, 90 * MINUTE));
    expect(changes).toEqual([]);
  });
});
