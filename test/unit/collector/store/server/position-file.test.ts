import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPosition, writePosition } from '../../../../../collector/store/server/position-file.ts';
import { tempFolder } from '../../../journal/temp-folder.ts';

describe('the position of a server', () => {
  it('is what was written last', async () => {
    const path = join(tempFolder(), 'position.json');
    expect(await readPosition(path, 'one')).toBe(0);
    await writePosition(path, 'one', 7);
    await writePosition(path, 'one', 8);
    expect(await readPosition(path, 'one')).toBe(8);
  });

  it('begins anew for another server: it has none of the points', async () => {
    const path = join(tempFolder(), 'position.json');
    await writePosition(path, 'one', 7);
    expect(await readPosition(path, 'other')).toBe(0);
  });

  it.each(['', '{"store":"one"', '{"store":"one","sequence":-1}', '[]'])(
    'begins anew when the file says %j',
    async (text) => {
      const path = join(tempFolder(), 'position.json');
      writeFileSync(path, text);
      expect(await readPosition(path, 'one')).toBe(0);
    },
  );
});
