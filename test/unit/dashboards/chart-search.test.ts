import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chartSearch,
  chartWindow,
  drawnSearch,
  movedSearch,
  readChartSearch,
} from '../../../dashboards/web/src/lib/chart-search.ts';
import { SPAN_MS, SPANS, stepsOf } from '../../../dashboards/web/src/lib/span.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../dashboards/web/src/lib/time.ts';

const NOW_MS = Date.UTC(2026, 10, 25, 7, 3, 21, 500);

describe('readChartSearch', () => {
  it('takes a stretch, a span, or nothing', () => {
    const stretch = { from: '2026-11-25T01:00:00Z', to: '2026-11-25T02:00:00Z' };
    expect(readChartSearch({ ...stretch, span: 'week' })).toEqual(stretch);
    expect(readChartSearch({ span: 'year' })).toEqual({ span: 'year' });
    expect(readChartSearch({})).toEqual({});
  });

  it('leaves out what is no stretch', () => {
    const from = '2026-11-25T01:00:00Z';
    for (const to of [
      '',
      'x',
      from,
      '2026-11-25T01:00:30Z',
      '2026-11-24T00:00:00Z',
      '2046-11-25T00:00:00Z',
      7,
      null,
    ]) {
      expect(readChartSearch({ from, to })).toEqual({});
    }
    expect(readChartSearch({ from: '-000001-01-01T00:00:00Z', to: '0000-01-01T00:00:00Z' })).toEqual({});
    expect(readChartSearch({ from: '+010000-01-01T00:00:00Z', to: '+010000-01-02T00:00:00Z' })).toEqual({});
    expect(readChartSearch({ span: 'century' })).toEqual({});
  });
});

describe('chartWindow', () => {
  it('cuts each span into round steps that half a page can show', () => {
    const steps = SPANS.map((span) => {
      const { fromMs, toMs, stepMs, isLive } = chartWindow({ span }, NOW_MS);
      expect(isLive).toBe(true);
      expect(fromMs).toBeLessThanOrEqual(NOW_MS - SPAN_MS[span]);
      expect(toMs).toBeGreaterThanOrEqual(NOW_MS);
      return stepMs;
    });
    expect(steps).toEqual([5 * SECOND, 2 * MINUTE, 15 * MINUTE, HOUR, 12 * HOUR]);
  });

  it('covers what was asked for in whole steps', () => {
    fc.assert(
      fc.property(fc.nat(4e12), fc.integer({ min: MINUTE, max: 1825 * DAY }), (fromMs, spanMs) => {
        const steps = stepsOf(fromMs, fromMs + spanMs, 750);
        expect(steps.fromMs).toBeLessThanOrEqual(fromMs);
        expect(steps.toMs).toBeGreaterThanOrEqual(fromMs + spanMs);
        expect(steps.fromMs % steps.stepMs).toBe(0);
        const count = (steps.toMs - steps.fromMs) / steps.stepMs;
        expect(Number.isInteger(count)).toBe(true);
        // As many as the API gives at once.
        expect(count).toBeLessThanOrEqual(2_000);
      }),
    );
  });
});

describe('movedSearch', () => {
  const hour = { fromMs: NOW_MS - 10 * HOUR, toMs: NOW_MS - 9 * HOUR, stepMs: SECOND };
  const spanOf = (search: { from?: string | undefined; to?: string | undefined } | null) =>
    [search?.from, search?.to].map((text) => Date.parse(text ?? '') - hour.fromMs + (hour.fromMs % 1000));

  it('moves by half, and changes the width twofold around the middle', () => {
    expect(spanOf(movedSearch(hour, 'earlier', NOW_MS))).toEqual([-HOUR / 2, HOUR / 2]);
    expect(spanOf(movedSearch(hour, 'later', NOW_MS))).toEqual([HOUR / 2, 1.5 * HOUR]);
    expect(spanOf(movedSearch(hour, 'closer', NOW_MS))).toEqual([HOUR / 4, 0.75 * HOUR]);
    expect(spanOf(movedSearch(hour, 'wider', NOW_MS))).toEqual([-HOUR / 2, 1.5 * HOUR]);
  });

  it('never leads beyond now, nor closer than a minute, nor wider than is kept', () => {
    const live = { fromMs: NOW_MS - HOUR, toMs: NOW_MS, stepMs: SECOND };
    expect(movedSearch(live, 'later', NOW_MS)).toBeNull();
    expect(movedSearch(live, 'wider', NOW_MS)).toEqual(chartSearch(NOW_MS - 2 * HOUR, NOW_MS));
    expect(movedSearch({ ...live, fromMs: NOW_MS - MINUTE }, 'closer', NOW_MS)).toBeNull();
    expect(movedSearch({ ...live, fromMs: NOW_MS - 1000 * DAY }, 'wider', NOW_MS)).toBeNull();
  });

  it('every move leads to an address that is understood', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: MINUTE, max: 1000 * DAY }),
        fc.constantFrom('earlier', 'later', 'closer', 'wider'),
        (spanMs, move) => {
          const window = { fromMs: NOW_MS - spanMs - HOUR, toMs: NOW_MS - HOUR, stepMs: SECOND };
          const moved = movedSearch(window, move, NOW_MS);
          if (moved !== null) expect(readChartSearch({ ...moved })).toEqual(moved);
        },
      ),
    );
  });
});

it('what is drawn too thin becomes a minute around it', () => {
  const drawn = drawnSearch(NOW_MS, NOW_MS + 10);
  expect(Date.parse(drawn.to ?? '') - Date.parse(drawn.from ?? '')).toBeGreaterThanOrEqual(MINUTE);
  expect(readChartSearch({ ...drawn })).toEqual(drawn);
});
