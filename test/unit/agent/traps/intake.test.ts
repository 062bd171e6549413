import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_BOOTS } from '../../../../agent/traps/engine.ts';
import type { Outcome } from '../../../../agent/traps/intake.ts';
import { TrapIntake } from '../../../../agent/traps/intake.ts';
import type { WrittenMessage } from './trap-messages.ts';
import { coldStart, PLAIN, SIGNED } from './trap-messages.ts';

const OURS = Buffer.from('8000b98380aabbccdd', 'hex');
const FROM = { address: '10.0.0.1', port: 1_000 };

function intake(engine: { boots: number; time: number } = { boots: 3, time: 1_000 }) {
  const taking = new TrapIntake(
    { communities: ['secret'], users: [SIGNED, PLAIN] },
    { id: OURS, boots: engine.boots, time: () => engine.time },
  );
  const decide = (message: WrittenMessage, nowMs = 0, from = FROM) =>
    said(taking.decide(coldStart(message), from, nowMs));
  return { taking, decide };
}

function said(outcome: Outcome): string {
  return outcome.kind === 'refused' ? outcome.problem : outcome.kind;
}

const inform = { engineId: OURS, reportable: true, boots: 3, time: 1_000 };

describe('the intake of traps', () => {
  it('takes a trap of a user it knows', () => expect(intake().decide({})).toBe('taken'));

  it.each<[string, WrittenMessage]>([
    ['unknown_user', { name: 'nobody' }],
    ['wrong_digest', { key: 'another key' }],
    ['wrong_level', { user: PLAIN, name: 'signed' }],
    ['wrong_level', { user: { ...SIGNED, user: 'plain' } as typeof SIGNED }],
    ['unknown_engine', { engineId: Buffer.alloc(0) }],
    ['not_in_time_window', { boots: MAX_BOOTS }],
  ])('refuses: %s', (problem, message) => expect(intake().decide(message)).toBe(problem));

  it('believes no empty user name', () => {
    expect(intake().decide({ user: PLAIN, name: '' })).toBe('unknown_user');
  });

  it('is asked for its name by who does not know it, or knows another', () => {
    for (const engineId of [Buffer.alloc(0), Buffer.from('8000b98380ffffff', 'hex')])
      expect(intake().decide({ user: PLAIN, name: '', reportable: true, engineId })).toBe('discovery');
  });

  it.each<[string, string, WrittenMessage]>([
    ['in time', 'taken', { time: 1_150 }],
    ['ahead of its time', 'not_in_time_window', { time: 1_151 }],
    ['late', 'not_in_time_window', { time: 849 }],
    ['of our start before', 'not_in_time_window', { boots: 2 }],
    ['of a start to come', 'not_in_time_window', { boots: 4 }],
  ])('an inform %s: %s', (_, outcome, message) => {
    expect(intake().decide({ ...inform, ...message })).toBe(outcome);
  });

  it('answers no inform when it cannot count its starts any more', () => {
    expect(intake({ boots: MAX_BOOTS, time: 1_000 }).decide({ ...inform, boots: MAX_BOOTS })).toBe(
      'not_in_time_window',
    );
  });

  it('follows the clock of a device: later is fine, a little earlier too, long ago is not', () => {
    const { decide } = intake();
    expect(decide({ boots: 5, time: 1_000 })).toBe('taken');
    expect(decide({ boots: 5, time: 850 })).toBe('taken');
    expect(decide({ boots: 5, time: 849 })).toBe('not_in_time_window');
    // A minute later its clock is a minute further.
    expect(decide({ boots: 5, time: 900, id: 2 }, 60_000)).toBe('not_in_time_window');
    expect(decide({ boots: 6, time: 1 }, 60_000)).toBe('taken');
    expect(decide({ boots: 5, time: 2_000 }, 60_000)).toBe('not_in_time_window');
  });

  it('does not let a stranger set the clock of a device', () => {
    const { decide } = intake();
    expect(decide({ boots: 9, key: 'another key' })).toBe('wrong_digest');
    expect(decide({ boots: 1 })).toBe('taken');
  });

  it('takes a signed trap once, wherever it comes from; an unsigned one every time', () => {
    const { decide } = intake();
    expect([decide({}), decide({}), decide({}, 0, { address: '10.0.0.2', port: 5 })]).toEqual([
      ...['taken', 'replayed', 'replayed'],
    ]);
    expect([decide({ user: PLAIN }), decide({ user: PLAIN })]).toEqual(['taken', 'taken']);
  });

  it('acknowledges an inform when it is kept, and the same way when it comes again', () => {
    const { taking } = intake();
    const again = () => taking.decide(coldStart(inform), FROM, 0);
    const first = again();
    expect(again()).toEqual({ kind: 'repeated', answer: undefined });
    const reply = first.kind === 'taken' && first.trap.kept();
    expect(reply).toBeInstanceOf(Buffer);
    expect(again()).toEqual({ kind: 'repeated', answer: reply });
  });

  it('takes an inform anew that could not be kept', () => {
    const { taking } = intake();
    const first = taking.decide(coldStart(inform), FROM, 0);
    if (first.kind === 'taken') first.trap.lost();
    expect(said(taking.decide(coldStart(inform), FROM, 0))).toBe('taken');
  });

  it('bounds what a source may have stored, and what it may make us compute', () => {
    const { decide } = intake();
    const outcomes = Array.from({ length: 300 }, (_, id) => decide({ id: id + 1 }));
    expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(20);
    expect(outcomes.filter((outcome) => outcome === 'too_many')).toHaveLength(280);
    expect(decide({ id: 500 }, 0, { address: '10.0.0.9', port: 1 })).toBe('taken');
  });

  it('survives any octets', () => {
    const { taking } = intake();
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.nat(200), fc.nat(255)).map(([at, octet]) => {
        const damaged = coldStart(inform);
        damaged[at % damaged.length] = octet;
        return damaged;
      }),
    );
    fc.assert(
      fc.property(octets, fc.nat(1_000_000), (datagram, nowMs) => {
        expect(said(taking.decide(Buffer.from(datagram), FROM, nowMs))).toBeTypeOf('string');
      }),
    );
  });
});
