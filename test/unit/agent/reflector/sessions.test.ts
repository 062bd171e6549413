import { describe, expect, it } from 'vitest';
import { ReflectorSessions } from '../../../../agent/reflector/sessions.ts';

describe('sessions of a stateful reflector (RFC 8762 section 4.3)', () => {
  it('are numbered each by itself, from 0', () => {
    const sessions = new ReflectorSessions();
    const numbers = ['a', 'a', 'b', 'a', 'b'].map((session) => sessions.next(session, 0));
    expect(numbers).toEqual([0, 1, 0, 2, 1]);
  });

  it('begin anew after 15 minutes of silence', () => {
    const sessions = new ReflectorSessions();
    sessions.next('a', 0);
    expect(sessions.next('a', 900_000)).toBe(1);
    expect(sessions.next('a', 1_800_001)).toBe(0);
  });

  it('are forgotten, the longest silent first, when there are too many', () => {
    const sessions = new ReflectorSessions();
    sessions.next('first', 0);
    sessions.next('second', 1);
    sessions.next('first', 2);
    for (let number = 0; number < 9_999; number++) sessions.next(`other ${number}`, 3);
    expect(sessions.next('first', 4)).toBe(2);
    expect(sessions.next('second', 4)).toBe(0);
  });
});
