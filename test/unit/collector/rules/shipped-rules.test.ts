/** Every rule that ships: raised by its value after its hold and not before, cleared by its clear value and not before. */
import { describe, expect, it } from 'vitest';
import { loadRules } from '../../../../config/rules.ts';
import type { FieldValue } from '../../../../model/point.ts';
import { MINUTE, Watching } from './watching.ts';

const SECOND = 1_000;
/** What is learned of an hour of the day follows quickly at first. */
const LEARNED = 14 * 24 * 60 * MINUTE;

interface Level {
  readonly severity: string;
  /** The nearest value that is still tolerated, and the nearest that is not. */
  readonly tolerated: number;
  readonly wrong: number;
  /** The nearest value that does not clear it, and the nearest that does. */
  readonly notYet: number;
  readonly fine: number;
}

interface Case {
  readonly rule: string;
  readonly subject: string;
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Of a value; of a counter, of what has been counted. */
  readonly fields: (value: number) => Readonly<Record<string, FieldValue>>;
  /** The values are what it grows by a second. */
  readonly isCounter?: boolean;
  readonly usual: number;
  /** Until the aggregate consists of a new value, and how long it has to be so, seconds. */
  readonly windowS?: number;
  readonly raiseS?: number;
  readonly clearS?: number;
  readonly everyS?: number;
  /** For so long it is usual first. */
  readonly learnMs?: number;
  readonly levels: readonly Level[];
}

const level = (severity: string, tolerated: number, wrong: number, notYet: number, fine: number): Level => ({
  severity,
  tolerated,
  wrong,
  notYet,
  fine,
});

const DEVICE = { subject: 'device:r-a', tags: { site: 'a', agent: 'agent-a', device: 'r-a' } };
const PORT = { ...DEVICE, tags: { ...DEVICE.tags, ifName: 'wan' } };
const SITE = { subject: 'site:a', tags: { site: 'a', agent: 'core' } };
const REACH = { ...SITE, tags: { ...SITE.tags, role: 'reach', url: '10.0.0.1' } };
const ROOM = { subject: 'room:v-a', tags: { site: 'a', agent: 'core', room: 'v-a', role: 'room' } };

const CASES: readonly Case[] = [
  {
    ...{ rule: 'device-restarted', ...DEVICE, measurement: 'snmp', usual: 90_000 },
    fields: (uptime) => ({ uptime }),
    levels: [level('warning', 600, 599, 599, 600)],
  },
  {
    ...{ rule: 'link-down', ...PORT, measurement: 'interface', usual: 1, raiseS: 60, clearS: 60 },
    fields: (status) => ({ ifOperStatus: BigInt(status), ifAdminStatus: 1n }),
    levels: [level('major', 1, 2, 2, 1)],
  },
  ...['in_utilisation', 'out_utilisation'].map((field) => ({
    ...{ rule: 'line-utilisation', measurement: 'interface', usual: 40 },
    subject: 'line:l-a',
    tags: { ...PORT.tags, line: 'l-a' },
    ...{ windowS: 300, raiseS: 300, clearS: 300 },
    fields: (percent: number) => ({ [field]: percent }),
    levels: [level('warning', 80, 80.1, 70.1, 70), level('major', 95, 95.1, 90.1, 90)],
  })),
  ...['ifInErrors', 'ifOutErrors'].map((field) => ({
    ...{ rule: 'interface-errors', ...PORT, measurement: 'interface', usual: 0 },
    ...{ windowS: 300, raiseS: 300, clearS: 600 },
    isCounter: true,
    fields: (counted: number) => ({ [field]: counted }),
    levels: [level('warning', 1, 1.1, 0.25, 0.1), level('major', 20, 21, 5.5, 4.5)],
  })),
  ...['ifInDiscards', 'ifOutDiscards'].map((field) => ({
    ...{ rule: 'interface-discards', ...PORT, measurement: 'interface', usual: 0 },
    ...{ windowS: 300, raiseS: 300, clearS: 600 },
    isCounter: true,
    fields: (counted: number) => ({ [field]: counted }),
    levels: [level('warning', 5, 5.1, 1.1, 0.9), level('major', 50, 51, 21, 19)],
  })),
  {
    // Usual is 10 ms, and 3 ms the least deviation: 6 of them are 18 ms above.
    ...{ rule: 'rtt-baseline', ...REACH, measurement: 'ping', usual: 10, learnMs: LEARNED },
    ...{ windowS: 120, raiseS: 300, clearS: 300 },
    fields: (average_response_ms) => ({ average_response_ms }),
    levels: [level('warning', 27.5, 29, 20, 18.5), level('major', 99, 102, 57, 54)],
  },
  {
    ...{ rule: 'rtt-baseline', ...REACH, measurement: 'stamp', usual: 10, learnMs: LEARNED },
    ...{ windowS: 120, raiseS: 300, clearS: 300 },
    fields: (rtt_avg_ms) => ({ rtt_avg_ms }),
    levels: [level('warning', 27.5, 29, 20, 18.5)],
  },
  {
    // Usual is nothing, and half a percent the least deviation.
    ...{ rule: 'loss-baseline', ...REACH, measurement: 'ping', usual: 0, learnMs: LEARNED },
    ...{ windowS: 300, raiseS: 300, clearS: 600 },
    fields: (percent_packet_loss) => ({ percent_packet_loss }),
    levels: [level('warning', 2.9, 3.2, 1.8, 1.4), level('major', 9.9, 10.4, 5.4, 4.9)],
  },
  {
    ...{ rule: 'loss-baseline', ...REACH, measurement: 'stamp', usual: 0, learnMs: LEARNED },
    ...{ windowS: 300, raiseS: 300, clearS: 600 },
    fields: (loss_percent) => ({ loss_percent }),
    levels: [level('warning', 2.9, 3.2, 1.8, 1.4)],
  },
  ...['jitter_forward_ms', 'jitter_back_ms'].map((field) => ({
    ...{ rule: 'room-jitter', ...ROOM, measurement: 'stamp', usual: 2 },
    ...{ windowS: 60, raiseS: 60, clearS: 180 },
    fields: (jitter: number) => ({ [field]: jitter }),
    levels: [level('warning', 30, 30.1, 20.1, 20), level('major', 50, 50.1, 40.1, 40)],
  })),
  {
    ...{ rule: 'room-mos', ...ROOM, measurement: 'stamp', usual: 4.3 },
    ...{ windowS: 60, raiseS: 60, clearS: 180 },
    fields: (mos) => ({ mos }),
    levels: [level('warning', 3.6, 3.59, 3.79, 3.81), level('major', 3.1, 3.09, 3.39, 3.41)],
  },
  {
    ...{ rule: 'ups-on-battery', ...SITE, measurement: 'ups', usual: 0, raiseS: 30, clearS: 60 },
    fields: (on_battery) => ({ on_battery: on_battery === 1 }),
    levels: [level('major', 0, 1, 1, 0)],
  },
  {
    ...{ rule: 'ups-charge', ...SITE, measurement: 'ups', usual: 100 },
    fields: (charge_percent) => ({ charge_percent }),
    levels: [level('major', 50, 49, 59, 60), level('critical', 20, 19, 29, 30)],
  },
  {
    ...{ rule: 'device-cpu', ...DEVICE, measurement: 'snmp', usual: 20 },
    ...{ windowS: 300, raiseS: 600, clearS: 300 },
    fields: (cpu_percent) => ({ cpu_percent }),
    levels: [level('warning', 85, 85.1, 75.1, 75), level('major', 97, 97.1, 90.1, 90)],
  },
  {
    ...{ rule: 'device-memory', ...DEVICE, measurement: 'snmp', usual: 50, raiseS: 600, clearS: 600 },
    fields: (memory_percent) => ({ memory_percent }),
    levels: [level('warning', 90, 91, 86, 85), level('major', 97, 98, 94, 93)],
  },
  {
    ...{ rule: 'device-temperature', ...DEVICE, measurement: 'snmp', usual: 35, raiseS: 300, clearS: 300 },
    fields: (temperature_c) => ({ temperature_c }),
    levels: [level('warning', 60, 61, 56, 55), level('major', 75, 76, 71, 70)],
  },
  {
    ...{ rule: 'collector-disk', measurement: 'disk', usual: 40 },
    ...{ subject: 'site:a', tags: { site: 'a', agent: 'collector' } },
    fields: (used_percent) => ({ used_percent }),
    levels: [
      level('warning', 80, 80.1, 78.1, 78),
      level('major', 90, 90.1, 88.1, 88),
      level('critical', 97, 97.1, 95.1, 95),
    ],
  },
  {
    ...{ rule: 'certificate-expiry', ...SITE, measurement: 'x509_cert', usual: 90 * 86_400 },
    fields: (expiry) => ({ expiry }),
    levels: [
      level('warning', 2_592_000, 2_591_999, 2_591_999, 2_592_000),
      level('major', 604_800, 604_799, 604_799, 604_800),
    ],
  },
];

/** Feeds one series on, and knows what is raised. */
class Played {
  readonly #watching: Watching;
  readonly #case: Case;
  #nowMs = 0;
  #counted = 0;
  raised: string | undefined;

  constructor(one: Case) {
    this.#case = one;
    this.#watching = new Watching(loadRules(undefined));
  }

  /** The value stays so for a while. @returns after how many seconds what is raised changed, and to what. */
  stays(value: number, seconds: number, everyS = 10): [number, string][] {
    const { rule, subject, measurement, tags, fields, isCounter = false } = this.#case;
    const changes: [number, string][] = [];
    const fromMs = this.#nowMs;
    while (this.#nowMs - fromMs < seconds * SECOND) {
      this.#nowMs += everyS * SECOND;
      this.#counted += value * everyS;
      this.#watching.sees(this.#nowMs, measurement, tags, fields(isCounter ? this.#counted : value));
      for (const change of this.#watching.changes.splice(0)) {
        if (change.kind !== rule) continue;
        expect(change.subject).toBe(subject);
        this.raised = change.raised ? change.severity : undefined;
        changes.push([(this.#nowMs - fromMs) / SECOND, this.raised ?? 'over']);
      }
    }
    return changes;
  }
}

const STEP_S = 10;

describe('rules that ship', () => {
  it('are all in the table', () => {
    const inTable = new Set(CASES.map(({ rule }) => rule));
    expect([...inTable].sort()).toEqual(
      loadRules(undefined)
        .map(({ name }) => name)
        .sort(),
    );
    for (const { name, levels } of loadRules(undefined)) {
      const mostLevels = Math.max(
        ...CASES.filter(({ rule }) => rule === name).map((one) => one.levels.length),
      );
      expect([name, mostLevels]).toEqual([name, levels.length]);
    }
  });

  const rows = CASES.flatMap((one) => one.levels.map((_, index) => ({ one, index })));
  it.each(
    rows.map(
      (row) =>
        [
          `${row.one.rule} ${Object.keys(row.one.fields(1))[0]} ${row.one.levels[row.index]?.severity}`,
          row,
        ] as const,
    ),
  )('%s', (_, { one, index }) => {
    const { usual, windowS = 0, raiseS = 0, clearS = 0, learnMs, levels } = one;
    const { severity, tolerated, wrong, notYet, fine } = levels[index] as Level;
    const milder = levels[index - 1]?.severity;
    const played = new Played(one);
    expect(played.stays(usual, (learnMs ?? 1_800_000) / SECOND, learnMs ? 60 : STEP_S)).toEqual([]);

    const longS = learnMs === undefined ? 1_800 : 1_000;
    played.stays(tolerated, longS);
    expect(played.raised).toBe(milder);
    const raised = played.stays(wrong, windowS + raiseS + 2 * STEP_S);
    expect(raised.at(-1)?.[1]).toBe(severity);
    expect(raised.at(-1)?.[0]).toBeGreaterThan(raiseS);

    expect(played.stays(notYet, longS)).toEqual([]);
    const cleared = played.stays(fine, windowS + clearS + 2 * STEP_S);
    expect(cleared.at(-1)?.[1]).toBe(milder ?? 'over');
    expect(cleared.at(-1)?.[0]).toBeGreaterThan(clearS);
  });
});
