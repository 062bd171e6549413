/** Reports as they look, word by word: what people and their programs have got used to does not change unnoticed. */
import { describe, expect, it } from 'vitest';
import type { Reader } from '../../../../collector/reports/formats/format.ts';
import { formatNamed } from '../../../../collector/reports/formats/registry.ts';
import { translator } from '../../../../config/messages.ts';
import { sampleReport } from './sample-report.ts';

describe.each(['vi', 'en'] as const)('in %s', (language) => {
  const reader: Reader = { language, t: translator(language) };

  it.each(['table', 'csv', 'json'])('a report as %s', async (name) => {
    const text = await formatNamed(name)?.write(sampleReport(), reader);
    await expect(String(text)).toMatchFileSnapshot(`golden/uptime.${language}.${name}`);
  });
});
