import { describe, expect, it } from 'vitest';
import type { Key, TopState } from '../../../cli/top/model.ts';
import { FIRST, press } from '../../../cli/top/model.ts';

const pressed = (keys: readonly Partial<Key>[], from: TopState = FIRST, rows = 100, page = 10) =>
  keys.reduce<TopState | undefined>(
    (state, key) => state && press(state, { text: '', ...key }, rows, page),
    from,
  );

describe('keys of top', () => {
  it('move, and stay within', () => {
    expect(pressed([{ name: 'up' }])?.top).toBe(0);
    expect(pressed([{ name: 'pagedown' }, { name: 'down' }])?.top).toBe(11);
    expect(pressed([{ name: 'end' }, { name: 'pagedown' }])?.top).toBe(90);
    expect(pressed([{ name: 'down' }], FIRST, 5)?.top).toBe(0);
  });

  it('filter: q is a letter then', () => {
    const typed = pressed([
      { text: '/' },
      { text: 'q' },
      { text: 'ủ' },
      { text: 'x' },
      { name: 'backspace' },
    ]);
    expect(typed).toMatchObject({ filter: 'qủ', isTyping: true });
    expect(pressed([{ name: 'return' }, { text: 'q' }], typed)).toBeUndefined();
    expect(pressed([{ name: 'escape' }], typed)).toEqual(FIRST);
  });

  it('turn to the incidents and back; end', () => {
    expect(pressed([{ name: 'tab' }])?.view).toBe('incidents');
    expect(pressed([{ name: 'tab' }, { name: 'tab' }])?.view).toBe('sites');
    expect(pressed([{ name: 'c', ctrl: true }])).toBeUndefined();
    expect(pressed([{ text: '\u0001', ctrl: true, name: 'a' }])).toEqual(FIRST);
  });
});
