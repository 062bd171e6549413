import { expect, it } from 'vitest';
import type { StoreAbsence } from '../../../collector/store/metric-store.ts';
import { StoreWatch } from '../../../collector/store-watch.ts';

const MINUTE = 60_000;

function watched() {
  const state: { away: StoreAbsence | undefined; share: number } = { away: undefined, share: 0 };
  const watch = new StoreWatch({
    subject: 'site:trung-tam',
    kind: 'influxdb1',
    away: () => state.away,
    logShare: () => state.share,
  });
  const said = (nowMs: number) =>
    watch.tick(nowMs).map(({ raised, severity, atMs, title }) => ({ raised, severity, atMs, title }));
  return { state, said };
}
const gone = { sinceMs: 10 * MINUTE, reason: 'ECONNREFUSED' };
const raised = { raised: true, severity: 'major', atMs: 10 * MINUTE, title: 'influxdb1: ECONNREFUSED' };

it('a store that is away raises an alarm after a minute, from when it went, once, and ends it when it is back', () => {
  const { state, said } = watched();
  said(0);
  state.away = gone;
  expect(said(11 * MINUTE - 1)).toEqual([]);
  expect(said(11 * MINUTE)).toEqual([raised]);
  expect(said(12 * MINUTE)).toEqual([]);
  state.away = undefined;
  expect(said(13 * MINUTE)).toMatchObject([{ raised: false, atMs: 13 * MINUTE }]);
  expect(said(14 * MINUTE)).toEqual([]);
});

it('a store that was away before a restart and is there ends what may be open', () => {
  expect(watched().said(MINUTE)).toMatchObject([{ raised: false }]);
});

it('a short absence neither raises nor ends anything, also after a restart', () => {
  const { state, said } = watched();
  state.away = gone;
  expect(said(10 * MINUTE + 1)).toEqual([]);
  state.away = undefined;
  expect(said(10 * MINUTE + 2)).toMatchObject([{ raised: false }]);
  state.away = { ...gone, sinceMs: 20 * MINUTE };
  expect(said(20 * MINUTE + 59_999)).toEqual([]);
});

it('is critical once the log is nearly full, and stays so until the store is back', () => {
  const { state, said } = watched();
  state.away = gone;
  expect(said(11 * MINUTE)).toEqual([raised]);
  state.share = 0.8;
  expect(said(12 * MINUTE)).toMatchObject([{ raised: true, severity: 'critical' }]);
  state.share = 0.7;
  expect(said(13 * MINUTE)).toEqual([]);
  state.away = undefined;
  expect(said(14 * MINUTE)).toMatchObject([{ raised: false }]);
});
