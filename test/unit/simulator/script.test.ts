import { describe, expect, it } from 'vitest';
import { compileFaults } from '../../../simulator/faults.ts';
import { parseFaultScript } from '../../../simulator/index.ts';
import { readConfigFile, readDemoInventory } from './demo-files.ts';

const withEvent = (event: string) =>
  `start: "07:00"\nevents:\n  - {at: "01:00", fault: hub, site: a, for: 1m}\n  - ${event}\n`;

describe('parseFaultScript', () => {
  it('reads times and durations into milliseconds', () => {
    const script = parseFaultScript(withEvent('{at: "00:02", fault: cut, site: b, for: 30m}'));
    expect(script.start).toBe(7 * 3_600_000);
    expect(script.events[1]).toEqual({ at: 120_000, fault: 'cut', site: 'b', for: 1_800_000 });
  });

  it.each([
    [
      '{at: "25:00", fault: cut, site: b, for: 30m}',
      'event 2 (25:00 cut), at: "25:00" is not a time such as "08:15"',
    ],
    [
      '{at: "00:02", fault: cut, site: b, for: soon}',
      'event 2 (00:02 cut), for: "soon" is not a duration of 1s to 1d',
    ],
    [
      '{at: "00:02", fault: congest, site: b, for: 1h, delay: 5s, loss: 1}',
      '(00:02 congest), delay: "5s" is not a duration of 80ms to 400ms',
    ],
    ['{at: "00:02", fault: cut, for: 30m}', 'event 2 (00:02 cut), site: a name is expected'],
    ['{at: "00:02", fault: earthquake, site: b, for: 30m}', 'event 2 (00:02 earthquake), fault: '],
    ['{at: "00:02", fault: cut, site: b, for: 30m, loss: 1}', 'event 2 (00:02 cut): '],
    ['nonsense', 'event 2: '],
  ])('names the entry and what is wrong with it: %s', (event, message) => {
    expect(() => parseFaultScript(withEvent(event), 'day.yaml')).toThrow(`day.yaml: `);
    expect(() => parseFaultScript(withEvent(event), 'day.yaml')).toThrow(message);
  });

  it.each([
    ['start: [', 'not valid YAML'],
    ['events: []', 'start: a time such as "08:15" is expected'],
    ['', 'day.yaml: '],
  ])('refuses what is not a script: %j', (text, message) => {
    expect(() => parseFaultScript(text, 'day.yaml')).toThrow(message);
  });
});

describe('the demonstration’s day', () => {
  const script = parseFaultScript(readConfigFile('demo/script.yaml'));
  const faults = compileFaults(script, readDemoInventory());
  const silentAt = (timeMs: number) =>
    [...faults.sites.values()].filter(({ dark, cut }) =>
      [...dark, ...cut].some(({ startMs, endMs }) => startMs <= timeMs && timeMs < endMs),
    ).length;
  const minutes = Array.from({ length: 1_440 }, (_, minute) => minute * 60_000);

  it('shows something within the first minute at speed 60', () => {
    expect(script.events.some(({ at }) => at >= script.start && at < script.start + 3_600_000)).toBe(true);
  });

  it('has faults that can be seen at speed 60: 20 seconds or longer', () => {
    expect(Math.min(...script.events.map((event) => event.for))).toBeGreaterThanOrEqual(20 * 60_000);
  });

  it('leaves most of the province alone', () => {
    expect(Math.max(...minutes.map(silentAt))).toBeLessThan(25);
  });

  it('never stays quiet for long', () => {
    const busy = (timeMs: number) =>
      script.events.some(({ at, for: forMs }) => at <= timeMs && timeMs < at + forMs);
    const quietMinutes = minutes.filter((timeMs) => !busy(timeMs) && !busy(timeMs + 86_400_000));
    expect(quietMinutes.length).toBeLessThan(60);
  });
});
