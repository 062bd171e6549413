import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReadInterval } from '../../../../collector/ledger/interval-reading.ts';
import { linePieces, piecesOf } from '../../../../collector/reports/pieces.ts';
import { accountOf, addTo, noTime, outageRuns } from '../../../../collector/reports/tally.ts';
import type { Cause } from '../../../../model/incident.ts';
import { CAUSES } from '../../../../model/incident.ts';
import type { Period } from '../../../../model/period.ts';
import { measureOf, roundTheClock } from '../../../../model/service-hours.ts';
import type { State } from '../../../../model/state.ts';
import { STATES } from '../../../../model/state.ts';
import type { TimeAccount } from '../../../../model/time-account.ts';
import { availabilityRatio } from '../../../../model/time-account.ts';

const SITE = 'site:a';
const MIN_MS = 10;

const interval = (state: State, fromMs: number, toMs: number | undefined, cause?: Cause): ReadInterval => ({
  state,
  fromMs,
  toMs,
  cause,
  incident: undefined,
  isByPerson: false,
});

function account(
  intervals: readonly ReadInterval[],
  period: Period,
  planned: readonly Period[] = [],
  measure = roundTheClock,
): TimeAccount {
  const pieces = piecesOf(SITE, intervals, period, planned);
  return accountOf(pieces, outageRuns(pieces, measure), measure, MIN_MS);
}

const sumOf = (time: TimeAccount) =>
  time.upMs + time.degradedMs + time.downMs + time.unreachableMs + time.unknownMs + time.excludedMs;

const stretches = fc
  .array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 60 })), { maxLength: 8 })
  .map((steps) => {
    let at = 0;
    return steps.map(([gap, length]): Period => {
      const fromMs = at + gap;
      at = fromMs + length;
      return { fromMs, toMs: at };
    });
  });

const ledger = fc
  .tuple(
    stretches,
    fc.array(
      fc.tuple(
        fc.constantFrom(...STATES),
        fc.option(fc.constantFrom(...CAUSES), { nil: undefined }),
        fc.boolean(),
      ),
      { minLength: 8, maxLength: 8 },
    ),
  )
  .map(([times, kinds]) =>
    times.map(({ fromMs, toMs }, index): ReadInterval => {
      const [state = 'up', cause, isByPerson = false] = kinds[index] ?? [];
      const isLast = index === times.length - 1;
      return { ...interval(state, fromMs, isLast && isByPerson ? undefined : toMs, cause), isByPerson };
    }),
  );

describe('to the millisecond', () => {
  test('the kinds of time add up to the period, in any hours, whatever is planned, of sites and of lines', () => {
    fc.assert(
      fc.property(
        ledger,
        stretches,
        stretches,
        fc.nat(300),
        fc.nat(300),
        (intervals, planned, hours, from, length) => {
          const period = { fromMs: from, toMs: from + length };
          for (const measure of [roundTheClock, measureOf(hours)]) {
            const pieces = piecesOf(SITE, intervals, period, planned);
            for (const kind of [pieces, linePieces(pieces)]) {
              const time = accountOf(kind, outageRuns(kind, measure), measure, MIN_MS);
              expect(time.periodMs).toBe(measure(period.fromMs, period.toMs));
              expect(sumOf(time)).toBe(time.periodMs);
              const byCause = CAUSES.reduce((sum, cause) => sum + time.causeMs[cause], 0);
              expect(byCause).toBe(time.downMs + time.unreachableMs);
            }
          }
        },
      ),
    );
  });

  test('the parts of a period give the whole', () => {
    fc.assert(
      fc.property(
        ledger,
        stretches,
        fc.nat(300),
        fc.nat(150),
        fc.nat(150),
        (intervals, planned, from, a, b) => {
          const cut = from + a;
          const whole = account(intervals, { fromMs: from, toMs: cut + b }, planned);
          const parts = noTime();
          addTo(parts, account(intervals, { fromMs: from, toMs: cut }, planned));
          addTo(parts, account(intervals, { fromMs: cut, toMs: cut + b }, planned));
          for (const key of [
            'periodMs',
            'upMs',
            'degradedMs',
            'downMs',
            'unreachableMs',
            'unknownMs',
            'excludedMs',
          ] as const)
            expect(parts[key]).toBe(whole[key]);
          expect(parts.causeMs).toEqual(whole.causeMs);
        },
      ),
    );
  });
});

describe('what counts', () => {
  const HUNDRED = { fromMs: 0, toMs: 100 };

  test('unknown is neither up nor down, degraded is up', () => {
    const time = account(
      [interval('up', 0, 40), interval('degraded', 40, 50), interval('down', 60, 70)],
      HUNDRED,
    );
    expect(time).toMatchObject({ upMs: 40, degradedMs: 10, downMs: 10, unknownMs: 40, outages: 1 });
    expect(availabilityRatio(time)).toBe(50 / 60);
  });

  test('adjoining outages are one, short ones are told apart', () => {
    const time = account(
      [
        interval('up', 0, 10),
        interval('down', 10, 20, 'power'),
        interval('unreachable', 20, 40),
        interval('up', 40, 60),
        interval('down', 60, 69),
        interval('up', 69, undefined),
      ],
      HUNDRED,
    );
    expect(time).toMatchObject({ outages: 2, shortOutages: 1, longestOutageMs: 30 });
    expect(time.causeMs).toMatchObject({ power: 10, upstream: 20, undetermined: 9 });
  });

  test('a planned window is left out whatever happens in it; what runs over its end counts', () => {
    const time = account(
      [interval('up', 0, 20), interval('down', 20, 60, 'planned'), interval('up', 60, undefined)],
      HUNDRED,
      [{ fromMs: 10, toMs: 50 }],
    );
    expect(time).toMatchObject({ excludedMs: 40, downMs: 10, upMs: 50, outages: 1, longestOutageMs: 10 });
  });

  test('an outage that a person called planned is left out all of it', () => {
    const planned = { ...interval('down', 20, 60, 'planned'), isByPerson: true };
    const time = account([interval('up', 0, 20), planned, interval('up', 60, undefined)], HUNDRED);
    expect(time).toMatchObject({ excludedMs: 40, downMs: 0, outages: 0 });
    expect(availabilityRatio(time)).toBe(1);
  });

  test('a line answers for its own outages and those that nothing explains', () => {
    const pieces = piecesOf(
      SITE,
      [
        interval('down', 0, 10, 'line'),
        interval('up', 10, 20),
        interval('down', 20, 30, 'power'),
        interval('up', 30, 40),
        interval('unreachable', 40, 60),
        interval('up', 60, 70),
        interval('down', 70, 75),
        interval('up', 75, undefined),
      ],
      HUNDRED,
      [],
    );
    const line = linePieces(pieces);
    const time = accountOf(line, outageRuns(line, roundTheClock), roundTheClock, MIN_MS);
    expect(time).toMatchObject({ downMs: 15, excludedMs: 30, unreachableMs: 0, outages: 2 });
  });

  test('intervals that overlap are refused: no figure from them can be trusted', () => {
    const overlapping = [interval('up', 0, 50), interval('down', 40, 60)];
    expect(() => account(overlapping, HUNDRED)).toThrow('report_overlap');
    expect(() => account([interval('up', 0, undefined), interval('down', 40, 60)], HUNDRED)).toThrow(
      'report_overlap',
    );
  });
});
