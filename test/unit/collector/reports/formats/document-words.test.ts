import { expect, it } from 'vitest';
import {
  clockText,
  durationText,
  percentText,
  periodText,
  timeText,
} from '../../../../../collector/reports/formats/document-words.ts';
import { translator } from '../../../../../config/messages.ts';

const reader = { language: 'vi', t: translator('vi') } as const;
const ZONE = 'Asia/Ho_Chi_Minh';

it('never rounds what was not whole up to 100 %', () => {
  expect(percentText(0.9999999, 'vi')).toBe('99,999 %');
  expect(percentText(1, 'vi')).toBe('100,000 %');
  expect(percentText(0.99987, 'en')).toBe('99.987 %');
  expect(percentText(null, 'vi')).toBe('–');
});

it('says a length of time with the parts that matter', () => {
  expect(durationText(93_784_000, reader)).toBe('1 ngày 2 giờ 3 phút');
  expect(durationText(65_000, reader)).toBe('1 phút 5 giây');
  expect(durationText(0, reader)).toBe('0 giây');
  expect(clockText(93_784_000)).toBe('26:03:04');
});

it('names the last day of a period, not the midnight behind it', () => {
  const fromMs = Date.parse('2026-10-01T00:00:00+07:00');
  const toMs = Date.parse('2026-11-01T00:00:00+07:00');
  expect(periodText(fromMs, toMs, reader, ZONE)).toBe('từ ngày 01/10/2026 đến ngày 31/10/2026');
  expect(timeText(fromMs, reader, ZONE)).toBe('00:00:00 01/10/2026');
});
