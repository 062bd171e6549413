import { expect, it } from 'vitest';
import { whatOf } from '../../../../collector/notify/words.ts';
import { translator } from '../../../../config/messages.ts';

const t = translator('vi');

it.each([
  ['down', null, 'mất kết nối'],
  ['agent-silent', null, 'trạm đo im lặng'],
  ['device-cpu', null, 'CPU thiết bị quá tải'],
  ['link-down', 'Gi0/1', 'cổng mạng mất kết nối (Gi0/1)'],
  ['manual', 'Máy phát hết dầu', 'Máy phát hết dầu'],
  ['our-own-rule', 'Cửa tủ mở', 'Cửa tủ mở'],
  ['our-own-rule', null, 'our-own-rule'],
])('%s %j is said as %j', (kind, title, words) => {
  expect(whatOf({ kind, title }, t)).toBe(words);
});
