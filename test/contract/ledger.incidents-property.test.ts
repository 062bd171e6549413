/** Random histories through the real engine into a real ledger, with people, copies and crashes among them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTAGE } from '../../collector/incidents/outages.ts';
import { openIntervals } from '../../collector/ledger/intervals.ts';
import { isOutage } from '../../model/state.ts';
import { crash, happening, person, roundsOfPhase, SITES, START, SUBJECTS } from './incident-histories.ts';
import type { Player } from './incident-player.ts';
import { play } from './incident-player.ts';

async function expectWhole(player: Player): Promise<void> {
  const { ledger, tracker } = player;
  const incidents = await player.incidents();
  const open = incidents.filter(({ resolved_ms }) => resolved_ms === null);
  const openOf = open.map(({ subject, kind }) => `${kind} ${subject}`);
  expect(openOf).toEqual([...new Set(openOf)]);
  for (const { opened_ms, resolved_ms, merged_into, id } of incidents) {
    if (resolved_ms !== null) expect(resolved_ms).toBeGreaterThanOrEqual(opened_ms);
    // Part of another, and that of none that is part of it.
    const seen = new Set([id]);
    for (
      let next = merged_into;
      next !== null;
      next = incidents.find((one) => one.id === next)?.merged_into ?? null
    ) {
      expect(seen).not.toContain(next);
      seen.add(next);
    }
  }
  for (const subject of SUBJECTS) {
    const intervals = await player.intervals(subject);
    expect(intervals.at(-1)).toMatchObject({ state: tracker.get(subject)?.state, toMs: undefined });
    for (const [index, { state, fromMs, toMs, incident }] of intervals.entries()) {
      const next = intervals[index + 1];
      if (next) expect(toMs).toBe(next.fromMs);
      if (state !== 'down') continue;
      // No outage without an incident that tells of its beginning.
      const told = incidents.some(
        (one) =>
          one.kind === OUTAGE &&
          (one.id === incident || one.subject === subject) &&
          one.opened_ms <= fromMs &&
          (one.resolved_ms === null || one.resolved_ms >= fromMs),
      );
      expect([subject, fromMs - START, told]).toEqual([subject, fromMs - START, true]);
    }
  }
  const affected = await ledger
    .selectFrom('incident_affected')
    .selectAll()
    .where('to_ms', 'is', null)
    .execute();
  for (const { subject } of affected) expect(tracker.get(subject)?.state).toBe('unreachable');
  const entries = await ledger.selectFrom('incident_event').selectAll().orderBy('id').execute();
  for (const { id } of incidents) {
    const own = entries.filter(({ incident }) => incident === id);
    const recorded = own.map(({ recorded_ms }) => recorded_ms);
    expect(recorded).toEqual(recorded.toSorted((one, other) => Number(one) - Number(other)));
    expect(own.filter(({ event }) => event === 'opened')).toHaveLength(1);
    expect(own[0]?.event).toBe('opened');
  }
  const told = await ledger.selectFrom('outbox').select('incident').where('subject', '=', 'opened').execute();
  expect(told).toHaveLength(new Set(told.map(({ incident }) => incident)).size);
}

/** What people would see of a history, without numbers that only order gives. */
async function outcomeOf(player: Player) {
  const intervals = await Promise.all(SUBJECTS.map((subject) => player.intervals(subject)));
  const incidents = await player.incidents();
  return {
    states: intervals.map((some) =>
      some.map(({ state, fromMs, toMs, upstream }) => ({ state, fromMs, toMs, upstream })),
    ),
    incidents: incidents.map(({ subject, kind, opened_ms, resolved_ms, merged_into }) => ({
      ...{ subject, kind, opened_ms, resolved_ms, isMerged: merged_into !== null },
    })),
  };
}

/** What is so at the end. */
async function standingsOf(player: Player) {
  const open = await openIntervals(player.ledger);
  return open
    .map(({ subject, state, upstream }) => ({ subject, state, upstream }))
    .sort((one, other) => one.subject.localeCompare(other.subject));
}

describe('incidents of any history', () => {
  it('tell of every outage, once, in order, whoever acts and whenever the collector is killed', async () => {
    const steps = fc.array(fc.oneof({ weight: 16, arbitrary: happening }, crash, person), {
      minLength: 10,
      maxLength: 45,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(steps, async (some) => {
        const player = await play(some);
        await expectWhole(player);
        await player.ledger.destroy();
      }),
      { numRuns: 50 },
    );
  });

  it('are open for what is down and for what flaps, and for nothing else, where nobody acts', async () => {
    const steps = fc.array(fc.oneof({ weight: 16, arbitrary: happening }, crash), {
      minLength: 10,
      maxLength: 45,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(steps, async (some) => {
        const player = await play(some);
        await expectWhole(player);
        const open = (await player.incidents()).filter(({ resolved_ms }) => resolved_ms === null);
        for (const subject of SUBJECTS) {
          const own = open.find((incident) => incident.subject === subject);
          const state = player.tracker.get(subject)?.state ?? 'unknown';
          if (state === 'down') expect(own).toBeDefined();
          if (own && own.flapping_ms === null)
            expect([isOutage(state) || state === 'unknown', subject]).toEqual([true, subject]);
        }
        await player.ledger.destroy();
      }),
      { numRuns: 50 },
    );
  });

  it('are the same when every measurement arrives three times', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 10, maxLength: 40, size: 'max' }), async (some) => {
        const [once, thrice] = [await play(some), await play(some, 3)];
        expect(await outcomeOf(thrice)).toEqual(await outcomeOf(once));
        await once.ledger.destroy();
        await thrice.ledger.destroy();
      }),
      { numRuns: 50 },
    );
  });

  it('are the same in whatever order the measurements of a round arrive, when lines are cut and mended', async () => {
    const cuts = fc.array(fc.subarray([...SITES]), { minLength: 3, maxLength: 6, size: 'max' });
    const orders = fc.array(fc.nat(23), { minLength: 40, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(cuts, orders, async (phases, order) => {
        const steps = phases.flatMap(roundsOfPhase);
        const shuffled = steps.map((step, index) => ({ ...step, order: order[index % order.length] ?? 0 }));
        const [one, two] = [await play(steps), await play(shuffled)];
        expect(await standingsOf(two)).toEqual(await standingsOf(one));
        const told = async (player: Player) =>
          (await player.incidents())
            .filter(({ merged_into }) => merged_into === null)
            .map(({ subject, opened_ms, resolved_ms }) => [subject, opened_ms, resolved_ms].join(' '))
            .sort();
        expect(await told(two)).toEqual(await told(one));
        await one.ledger.destroy();
        await two.ledger.destroy();
      }),
      { numRuns: 50 },
    );
  });
});
