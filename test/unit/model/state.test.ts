import { describe, expect, it } from 'vitest';
import { numericField } from '../../../model/point.ts';
import { splitSubject, subjectId } from '../../../model/state.ts';

describe('a subject', () => {
  it('is named by its kind and its id', () => expect(subjectId('site', 'tram-tau')).toBe('site:tram-tau'));
  it('is split at the first colon only', () =>
    expect(splitSubject('room:a:b')).toEqual({ kind: 'room', id: 'a:b' }));
});

describe('numericField', () => {
  const point = { measurement: 'm', tags: {}, fields: { a: 1.5, b: 2n, c: true, d: '3' }, timeMs: 0 };

  it('reads floats', () => expect(numericField(point, 'a')).toBe(1.5));
  it('reads integers', () => expect(numericField(point, 'b')).toBe(2));
  it.each(['c', 'd', 'e'])('does not take "%s" for a number', (name) =>
    expect(numericField(point, name)).toBeUndefined(),
  );
});
