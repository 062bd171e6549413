import { describe, expect, it } from 'vitest';
import { decodeStampReply, encodeStampRequest } from '../../../model/stamp-packet.ts';
import { Reflector } from '../../../simulator/reflector.ts';

function reflectorAt(clock: { nowMs: number }) {
  const reflector = new Reflector(() => clock.nowMs);
  return (sender: string, sequence: number) =>
    decodeStampReply(reflector.reflect(encodeStampRequest({ sequence, sentMs: 0 }), sender)!)!.sequence;
}

describe('Reflector', () => {
  it('counts what arrives of each sender, whatever is lost on the way', () => {
    const number = reflectorAt({ nowMs: 0 });
    expect([number('a', 0), number('a', 2), number('b', 0), number('a', 3)]).toEqual([0, 1, 0, 2]);
  });

  it('begins anew when the sender does, and after a quarter of an hour of silence', () => {
    const clock = { nowMs: 0 };
    const number = reflectorAt(clock);
    expect([number('a', 0), number('a', 1), number('a', 0)]).toEqual([0, 1, 0]);
    clock.nowMs = 900_000;
    expect(number('a', 2)).toBe(1);
    clock.nowMs = 1_800_001;
    expect(number('a', 3)).toBe(0);
  });

  it('forgets the sender heard longest ago', () => {
    const number = reflectorAt({ nowMs: 0 });
    number('first', 1);
    for (let sender = 0; sender < 255; sender += 1) number(`${sender}`, 1);
    expect(number('first', 2)).toBe(1);
    number('one more', 1);
    expect(number('0', 2)).toBe(0);
    expect(number('first', 3)).toBe(2);
  });

  it('does not answer what is no test packet', () => {
    expect(new Reflector(() => 0).reflect(Buffer.alloc(13), 'a')).toBeUndefined();
  });
});
