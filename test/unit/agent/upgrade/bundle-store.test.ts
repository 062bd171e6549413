import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BundleState } from '../../../../agent/upgrade/bundle-store.ts';
import { BundleStore } from '../../../../agent/upgrade/bundle-store.ts';

const ONE = { id: '1'.repeat(16), version: '1.1.0' };
const TWO = { id: '2'.repeat(16), version: '1.2.0' };

describe('the bundles of an agent', () => {
  let folder: string;
  let store: BundleStore;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'canhmang-unit-'));
    store = new BundleStore(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keep their state', () => {
    expect(store.state).toEqual({});
    const state: BundleState = {
      current: ONE,
      trial: { ...TWO, starts: 1, startedMs: 5 },
      givenUp: { ...TWO, reason: 'crashed', detail: 'twice', isTold: false },
    };
    store.setState(state);
    expect(new BundleStore(folder).state).toEqual(state);
    expect(readdirSync(store.folder)).toEqual(['state.json']);
  });

  it.each([
    '',
    'null',
    '[]',
    '{"current":',
    '{"current":{"id":"../../../etc","version":"1.0.0"}}',
    '{"current":{"id":"1111111111111111","version":"latest"}}',
    '{"trial":{"id":"1111111111111111","version":"1.0.0"}}',
    '{"givenUp":7}',
  ])('are none at all when the state is %s', (text) => {
    mkdirSync(store.folder);
    writeFileSync(join(store.folder, 'state.json'), text);
    expect(store.state).toEqual({});
  });

  it('are put in place whole, or not at all, and tidied away when nobody names them', () => {
    store.put(ONE, '{"signed":1}', Buffer.from('one'));
    store.put(TWO, '{"signed":2}', Buffer.from('two'));
    expect(readFileSync(store.scriptOf(ONE), 'utf8')).toBe('one');
    expect(store.signedOf(TWO)).toBe('{"signed":2}');
    store.setState({ current: TWO });
    store.tidy();
    expect(existsSync(store.scriptOf(ONE))).toBe(false);
    expect(existsSync(store.scriptOf(TWO))).toBe(true);

    mkdirSync(`${store.scriptOf(ONE)}.new`, { recursive: true });
    expect(() => store.put(ONE, '{}', Buffer.from('one'))).toThrow('EISDIR');
    expect(existsSync(join(store.folder, ONE.id))).toBe(false);
  });
});
