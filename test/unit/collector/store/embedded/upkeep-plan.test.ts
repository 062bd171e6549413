import { describe, expect, it } from 'vitest';
import type { Part } from '../../../../../collector/store/embedded/part.ts';
import { DAY_MS } from '../../../../../collector/store/embedded/part.ts';
import type { Files, RolledUp } from '../../../../../collector/store/embedded/upkeep-plan.ts';
import { nextTask } from '../../../../../collector/store/embedded/upkeep-plan.ts';

const HOUR_MS = 3_600_000;
/** A day in the middle of a month. */
const DAY = Date.UTC(2026, 5, 15);
const KEEP = { rawMs: 90 * DAY_MS, rollUpsMs: 365 * DAY_MS };

let lastId = 0;
function part(day: number, more: Partial<Part> = {}): Part {
  const fromMs = DAY + day * DAY_MS + HOUR_MS;
  const extent = { fromMs, toMs: fromMs + HOUR_MS, firstSeries: 0, lastSeries: 9, valueCount: 100, bytes: 1 };
  return { id: ++lastId, tier: 'raw', kind: 'float', level: 0, ...extent, ...more };
}

function files(parts: readonly Part[], rolledUp: readonly [number, RolledUp][] = []): Files {
  return { parts, rolledUp: new Map(rolledUp.map(([day, made]) => [DAY + day * DAY_MS, made])) };
}

/** What is planned at a time, in days and hours from the day: kind and numbers of the parts. */
function planned(state: Files, day: number, hour = 0) {
  const task = nextTask(state, DAY + day * DAY_MS + hour * HOUR_MS, KEEP);
  return task && [task.kind, task.parts.map(({ id }) => id)];
}

const madeOf = (...parts: Part[]): RolledUp => ({ parts: parts.map(({ id }) => id), atMs: DAY + DAY_MS });

describe('upkeep', () => {
  it('leaves a day alone that is not closed', () => {
    expect(planned(files([part(0), part(0)]), 1)).toBeUndefined();
  });

  it('merges the parts of a closed day, then rolls it up, then is done', () => {
    const [one, other] = [part(0), part(0)];
    expect(planned(files([one, other]), 1, 1)).toEqual(['merge', [one.id, other.id]]);
    expect(planned(files([one]), 1, 1)).toEqual(['roll-up', [one.id]]);
    expect(planned(files([one], [[0, madeOf(one)]]), 1, 1)).toBeUndefined();
  });

  it('merges many parts of one level while the day goes on', () => {
    const parts = Array.from({ length: 16 }, () => part(0));
    expect(planned(files([part(0, { level: 1 }), ...parts]), 0, 5)).toEqual([
      'merge',
      parts.map(({ id }) => id),
    ]);
    expect(planned(files(parts.slice(1)), 0, 5)).toBeUndefined();
  });

  it('never merges kinds, days or tiers with each other', () => {
    const apart = [part(0), part(1), part(0, { kind: 'integer' }), part(0, { tier: 'five_minutes' })];
    const made: [number, RolledUp][] = [
      [0, madeOf(apart[0]!, apart[2]!)],
      [1, madeOf(apart[1]!)],
    ];
    expect(planned(files(apart, made), 3)).toBeUndefined();
  });

  it('does not rewrite a day for a few late values, and rolls them up a day later', () => {
    const [day, late] = [part(0), part(0, { valueCount: 9 })];
    const state = files([day, late], [[0, madeOf(day)]]);
    expect(planned(state, 1, 23)).toBeUndefined();
    expect(planned(state, 2)).toEqual(['roll-up', [day.id, late.id]]);
  });

  it('rolls up again at once what has been merged', () => {
    const merged = part(0, { level: 1 });
    expect(planned(files([merged], [[0, madeOf(part(0))]]), 1, 2)).toEqual(['roll-up', [merged.id]]);
  });

  it('does not roll up text', () => {
    expect(planned(files([part(0, { kind: 'text' })]), 2)).toBeUndefined();
  });

  it('merges the hours of a month', () => {
    const hours = Array.from({ length: 16 }, (_, day) => part(day - 14, { tier: 'hour' }));
    expect(planned(files(hours), 3)).toEqual(['merge', hours.map(({ id }) => id)]);
    const twoMonths = Array.from({ length: 16 }, (_, day) => part(day + 5, { tier: 'hour' }));
    expect(planned(files(twoMonths), 30)).toBeUndefined();
  });

  it('removes raw values before roll-ups, whole days, and only when they have been rolled up', () => {
    const [raw, hours] = [part(0), part(0, { tier: 'hour' })];
    const state = files([raw, hours], [[0, madeOf(raw)]]);
    expect(planned(state, 90)).toBeUndefined();
    expect(planned(state, 91)).toEqual(['remove', [raw.id]]);
    expect(planned(files([raw, hours]), 91)).toEqual(['roll-up', [raw.id]]);
    expect(planned(files([hours], [[0, madeOf(raw)]]), 366)).toEqual(['remove', [hours.id]]);
  });

  it('does not replace the roll-ups of a day by those of a late value when the rest is gone', () => {
    const late = part(0);
    expect(planned(files([late], [[0, madeOf(part(0))]]), 91)).toEqual(['remove', [late.id]]);
  });
});
