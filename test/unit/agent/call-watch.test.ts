import { expect, it } from 'vitest';
import { CallWatch } from '../../../agent/call-watch.ts';
import type { FieldValue } from '../../../model/point.ts';

const codec = (timeMs: number, fields: Record<string, FieldValue>) => ({
  ...{ measurement: 'videoconf', tags: {}, fields, timeMs },
});

it('knows the last time that a codec was in a call', () => {
  const watch = new CallWatch();
  watch.see([codec(1, { reachable: true }), codec(2, { in_call: 0n }), codec(3, { in_call: false })]);
  expect(watch.lastCallMs).toBeUndefined();
  watch.see([codec(5, { in_call: 1n }), codec(4, { in_call: true }), codec(6, { in_call: 0n })]);
  expect(watch.lastCallMs).toBe(5);
});
