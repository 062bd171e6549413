import { expect, it } from 'vitest';
import { isAllowed } from '../../../../../agent/probes/throughput/allowed.ts';

const TIMES = { hours: '22:00-05:00', time_zone: 'Asia/Ho_Chi_Minh', calm: 900_000 };
const at = (time: string) => Date.parse(`2026-11-23T${time}+07:00`);

it.each([
  ['by night', '23:00:00', undefined, true],
  ['not by day', '12:00:00', undefined, false],
  ['not soon after a call', '23:00:00', '22:45:01', false],
  ['a while after a call', '23:00:00', '22:45:00', true],
])('a line may be filled %s', (_name, now, lastCall, expected) => {
  expect(isAllowed(TIMES, at(now), lastCall === undefined ? undefined : at(lastCall))).toBe(expected);
});
