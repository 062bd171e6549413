import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_BOOTS, startEngine } from '../../../../agent/traps/engine.ts';
import { tempFolder } from '../../journal/temp-folder.ts';
import { silent } from '../silent-logger.ts';

const start = (directory: string, nowMs = () => 0) => startEngine(directory, nowMs, silent);
const fileOf = (directory: string) => join(directory, 'snmp-engine.json');

describe('the agent as an SNMP engine', () => {
  it('keeps its name and counts its starts', async () => {
    const directory = tempFolder();
    const [first, second] = [await start(directory), await start(directory)];
    expect(first.boots).toBe(1);
    expect(second.boots).toBe(2);
    expect(second.id).toEqual(first.id);
    expect(first.id.subarray(0, 5).toString('hex')).toBe('8000b98380');
  });

  it('has a name of its own', async () => {
    expect((await start(tempFolder())).id).not.toEqual((await start(tempFolder())).id);
  });

  it('counts seconds from its start', async () => {
    let nowMs = 5_000;
    const engine = await start(tempFolder(), () => nowMs);
    nowMs = 7_999;
    expect(engine.time()).toBe(2);
  });

  it.each(['', '{', '{"id":"80","boots":1}', '{"id":"8000000001","boots":-1}'])(
    'makes a new name where the file has %j',
    async (text) => {
      const directory = tempFolder();
      writeFileSync(fileOf(directory), text);
      const engine = await start(directory);
      expect(engine.boots).toBe(1);
      expect(JSON.parse(readFileSync(fileOf(directory), 'utf8'))).toEqual({
        id: engine.id.toString('hex'),
        boots: 1,
      });
    },
  );

  it('does not count past the end', async () => {
    const directory = tempFolder();
    writeFileSync(fileOf(directory), JSON.stringify({ id: '8000000001', boots: MAX_BOOTS }));
    expect((await start(directory)).boots).toBe(MAX_BOOTS);
  });

  it('works where nothing can be kept', async () => {
    expect((await start(join(tempFolder(), 'not-there'))).boots).toBe(1);
  });
});
