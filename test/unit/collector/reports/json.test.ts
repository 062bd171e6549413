import { expect, test } from 'vitest';
import type { Reader } from '../../../../collector/reports/formats/format.ts';
import { jsonFormat } from '../../../../collector/reports/formats/json.ts';
import { translator } from '../../../../config/messages.ts';
import { sampleReport } from './sample-report.ts';

const reader: Reader = { language: 'vi', t: translator('vi') };

test('JSON is the report itself, with the same bytes each time', async () => {
  const text = await jsonFormat.write(sampleReport(), reader);
  expect(JSON.parse(String(text))).toEqual(JSON.parse(JSON.stringify(sampleReport())));
  expect(await jsonFormat.write(sampleReport(), reader)).toBe(text);
  expect(text).toMatch(/\}\n$/);
});
