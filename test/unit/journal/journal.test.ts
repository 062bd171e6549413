import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalOptions } from '../../../journal/journal.ts';
import { Journal } from '../../../journal/journal.ts';
import { tempFolder } from './temp-folder.ts';

const NO_LIMIT = Number.MAX_SAFE_INTEGER;

function options(directory: string, sizes: Partial<JournalOptions> = {}): JournalOptions {
  return { directory, segmentBytes: 1_000_000, maxBytes: NO_LIMIT, ...sizes };
}

/** Every record is a segment of its own. */
const ONE_EACH = { segmentBytes: 1 };

async function contents(journal: Journal, from = 0): Promise<[number, string][]> {
  const records: [number, string][] = [];
  for await (const { sequence, payload } of journal.read(from)) records.push([sequence, payload.toString()]);
  return records;
}

async function journalOf(directory: string, texts: readonly string[], sizes?: Partial<JournalOptions>) {
  const journal = await Journal.open(options(directory, sizes));
  for (const text of texts) {
    journal.append(Buffer.from(text));
    await journal.flush();
  }
  return journal;
}

function segments(directory: string): string[] {
  return readdirSync(directory).sort();
}

describe('journal', () => {
  it('numbers records from 1', async () => {
    const journal = await Journal.open(options(tempFolder()));
    expect([journal.append(Buffer.from('a')), journal.append(Buffer.from('b'))]).toEqual([1, 2]);
    await journal.close();
  });

  it('goes on behind what others remember, when its own files are gone', async () => {
    const directory = tempFolder();
    await (await journalOf(directory, ['a', 'b'])).close();
    const journal = await Journal.open({ ...options(directory), firstNumber: 10 });
    expect(journal.missingRecords).toBe(7);
    expect(journal.append(Buffer.from('c'))).toBe(10);
    await journal.close();
    const again = await Journal.open(options(directory));
    expect(await contents(again)).toEqual([
      [1, 'a'],
      [2, 'b'],
      [10, 'c'],
    ]);
    expect(again.nextSequence).toBe(11);
    await again.close();
  });

  it('misses nothing when its files reach as far as others remember', async () => {
    const directory = tempFolder();
    await (await journalOf(directory, ['a', 'b'])).close();
    const journal = await Journal.open({ ...options(directory), firstNumber: 3 });
    expect([journal.missingRecords, journal.nextSequence]).toEqual([0, 3]);
    await journal.close();
  });

  it('keeps what it cuts off behind the last good record', async () => {
    const directory = tempFolder();
    await (await journalOf(directory, ['a'])).close();
    const path = join(directory, segments(directory)[0] ?? '');
    appendFileSync(path, 'torn');
    const journal = await Journal.open(options(directory));
    expect(journal.tornBytes).toBe(4);
    expect(readFileSync(`${path}.cut`, 'utf8')).toBe('torn');
    await journal.close();
  });

  it('gives back what was flushed, and nothing that was not', async () => {
    const journal = await journalOf(tempFolder(), ['a', 'b']);
    journal.append(Buffer.from('c'));
    expect(await contents(journal)).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
    await journal.close();
  });

  it('reads from a number on', async () => {
    const journal = await journalOf(tempFolder(), ['a', 'b', 'c'], ONE_EACH);
    expect(await contents(journal, 2)).toEqual([
      [2, 'b'],
      [3, 'c'],
    ]);
    await journal.close();
  });

  it('stores on closing what was not flushed', async () => {
    const directory = tempFolder();
    const journal = await Journal.open(options(directory));
    journal.append(Buffer.from('a'));
    await journal.close();
    expect(await contents(await Journal.open(options(directory)))).toEqual([[1, 'a']]);
  });

  it('flushes together what comes while a flush is under way', async () => {
    const journal = await Journal.open(options(tempFolder()));
    journal.append(Buffer.from('a'));
    const first = journal.flush();
    journal.append(Buffer.from('b'));
    const second = journal.flush();
    journal.append(Buffer.from('c'));
    expect(journal.flush()).toBe(second);
    await Promise.all([first, second]);
    expect((await contents(journal)).map(([, text]) => text)).toEqual(['a', 'b', 'c']);
    await journal.close();
  });

  it('keeps order and numbers over flushes, restarts and removals, whatever their sequence', async () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          do: fc.constant('append' as const),
          text: fc.string({ minLength: 1, maxLength: 30 }),
        }),
      },
      { weight: 3, arbitrary: fc.constant({ do: 'flush' as const }) },
      { weight: 1, arbitrary: fc.constant({ do: 'reopen' as const }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('discard' as const), before: fc.nat(20) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const directory = mkdtempSync(join(tmpdir(), 'canhmang-test-'));
        const written: [number, string][] = [];
        const flushes: Promise<void>[] = [];
        let journal = await Journal.open(options(directory, { segmentBytes: 60 }));
        for (const action of steps) {
          if (action.do === 'append') {
            written.push([journal.append(Buffer.from(action.text)), action.text]);
          } else if (action.do === 'flush') {
            flushes.push(journal.flush());
          } else if (action.do === 'discard') {
            await journal.discardBefore(action.before);
          } else {
            await journal.close();
            journal = await Journal.open(options(directory, { segmentBytes: 60 }));
          }
        }
        await Promise.all([...flushes, journal.flush()]);
        const found = await contents(journal);
        await journal.close();
        rmSync(directory, { recursive: true });
        expect(written.map(([sequence]) => sequence)).toEqual(written.map((_, index) => index + 1));
        expect(found).toEqual(written.slice(written.length - found.length));
      }),
      { numRuns: 40 },
    );
  });

  it('cuts a torn tail off and goes on behind the last good record', async () => {
    const directory = tempFolder();
    await (await journalOf(directory, ['a', 'bb'])).close();
    const [segment] = segments(directory);
    const path = join(directory, segment!);
    const goodBytes = statSync(path).size;
    appendFileSync(path, Buffer.from([0, 0, 0, 9, 1, 2, 3]));
    const journal = await Journal.open(options(directory));
    expect([journal.tornBytes, statSync(path).size]).toEqual([7, goodBytes]);
    expect(journal.append(Buffer.from('c'))).toBe(3);
    await journal.close();
    expect(await contents(await Journal.open(options(directory)))).toEqual([
      [1, 'a'],
      [2, 'bb'],
      [3, 'c'],
    ]);
  });

  it('torn at any octet of its tail keeps every record before', async () => {
    const directory = tempFolder();
    await (await journalOf(directory, ['first', 'second'])).close();
    const path = join(directory, segments(directory)[0]!);
    const whole = readFileSync(path);
    for (let length = whole.length - 1; length >= 16 + 'first'.length; length--) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      const journal = await Journal.open(options(directory));
      expect([journal.nextSequence, await contents(journal)]).toEqual([2, [[1, 'first']]]);
      await journal.close();
    }
  });

  it('begins a new segment when the present one is full', async () => {
    const directory = tempFolder();
    await (await journalOf(directory, ['a', 'b', 'c'], ONE_EACH)).close();
    expect(segments(directory)).toEqual(
      [1, 2, 3].map((number) => `${String(number).padStart(16, '0')}.journal`),
    );
  });

  it('removes whole segments in which everything is numbered below', async () => {
    const journal = await journalOf(tempFolder(), ['a', 'b', 'c'], ONE_EACH);
    await journal.discardBefore(3);
    expect(await contents(journal)).toEqual([[3, 'c']]);
    await journal.close();
  });

  it('never removes the last segment, which carries the number over a restart', async () => {
    const directory = tempFolder();
    const journal = await journalOf(directory, ['a', 'b'], ONE_EACH);
    await journal.discardBefore(100);
    await journal.close();
    expect((await Journal.open(options(directory))).nextSequence).toBe(3);
  });

  it('lets the oldest go when it is full, and counts them', async () => {
    const journal = await journalOf(tempFolder(), ['a', 'b', 'c', 'd'], { segmentBytes: 1, maxBytes: 36 });
    expect(journal.discardedRecords).toBe(2);
    expect(await contents(journal)).toEqual([
      [3, 'c'],
      [4, 'd'],
    ]);
    expect(journal.firstSequence).toBe(3);
    await journal.close();
  });

  it('skips segments that are removed while it is read', async () => {
    const journal = await journalOf(tempFolder(), ['a', 'b', 'c'], ONE_EACH);
    const reader = journal.read(1);
    await reader.next();
    await journal.discardBefore(3);
    const rest: string[] = [];
    for await (const { payload } of reader) rest.push(payload.toString());
    expect(rest).toEqual(['c']);
    await journal.close();
  });

  it('writes first, with the next flush, what could not be written', async () => {
    const directory = tempFolder();
    const journal = await Journal.open(options(directory));
    rmSync(directory, { recursive: true });
    journal.append(Buffer.from('a'));
    await expect(journal.flush()).rejects.toThrow('ENOENT');
    mkdirSync(directory);
    journal.append(Buffer.from('b'));
    await journal.flush();
    expect(await contents(journal)).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
    await journal.close();
  });

  it('writes first, with the next write, what the disk refused, unless it was taken back', async () => {
    const directory = tempFolder();
    const journal = await Journal.open(options(directory));
    rmSync(directory, { recursive: true });
    for (const text of ['a', 'b', 'c', 'd']) journal.append(Buffer.from(text));
    await expect(journal.write()).rejects.toThrow('ENOENT');
    expect(journal.takeBack()).toMatchObject({ sequence: 1 });
    journal.takeBackWhere((sequence) => sequence === 3);
    expect(journal.pendingBytes).toBe(2 * 17);
    mkdirSync(directory);
    await journal.write();
    expect(await contents(journal)).toEqual([
      [2, 'b'],
      [4, 'd'],
    ]);
    await journal.close();
  });

  it('makes the folder later where it could not at first', async () => {
    const parent = tempFolder();
    const file = join(parent, 'file');
    writeFileSync(file, '');
    const journal = await Journal.open(options(join(file, 'spool')));
    journal.append(Buffer.from('a'));
    await expect(journal.write()).rejects.toThrow('ENOTDIR');
    rmSync(file);
    await journal.write();
    expect(await contents(journal)).toEqual([[1, 'a']]);
    await journal.close();
  });

  it('writes to segments of its own label, and says whose a record is', async () => {
    const directory = tempFolder();
    for (const label of ['one', 'two', 'two']) {
      const journal = await Journal.open({ ...options(directory), label });
      journal.append(Buffer.from(label));
      await journal.close();
    }
    const journal = await Journal.open({ ...options(directory), label: 'three' });
    const labels: string[] = [];
    for await (const { sequence, label } of journal.read(1)) labels.push(`${sequence} ${label}`);
    expect(labels).toEqual(['1 one', '2 two', '3 two']);
    expect(segments(directory)).toHaveLength(2);
  });

  it('leaves a segment of another label in which nothing can be read, and goes on behind its number', async () => {
    const directory = tempFolder();
    await (await journalOf(directory, ['a', 'b'], { ...ONE_EACH, label: 'one' })).close();
    writeFileSync(join(directory, segments(directory)[1]!), 'torn');
    const journal = await Journal.open({ ...options(directory), label: 'two' });
    expect(journal.append(Buffer.from('c'))).toBe(2);
    await journal.flush();
    expect(await contents(journal)).toEqual([
      [1, 'a'],
      [2, 'c'],
    ]);
    await journal.close();
  });
});

describe('reader of a journal', () => {
  it('goes on where it was when more has been written', async () => {
    const journal = await journalOf(tempFolder(), ['a'], { segmentBytes: 40 });
    const reader = journal.reader(1);
    const read: string[] = [];
    for (const text of ['b', 'c', 'd', 'e']) {
      for (let record = await reader.peek(); record; record = await reader.peek()) {
        read.push(record.payload.toString());
        reader.skip();
      }
      journal.append(Buffer.from(text));
      await journal.write();
    }
    expect(read).toEqual(['a', 'b', 'c', 'd']);
    expect((await reader.peek())?.payload.toString()).toBe('e');
    expect(reader.next).toBe(5);
    await journal.close();
  });

  it('skips what is damaged, says what it was, and gives everything behind it', async () => {
    const directory = tempFolder();
    await (await journalOf(directory, ['first', 'second', 'third'])).close();
    const path = join(directory, segments(directory)[0]!);
    const bytes = readFileSync(path);
    bytes[bytes.indexOf('second') + 2]! ^= 1;
    writeFileSync(path, bytes);
    const journal = await Journal.open(options(directory));
    const damaged: string[] = [];
    const reader = journal.reader(1, (stretch) => damaged.push(stretch.toString('latin1')));
    const read: [number, string][] = [];
    for (let record = await reader.peek(); record; record = await reader.peek()) {
      read.push([record.sequence, record.payload.toString()]);
      reader.skip();
    }
    expect(read).toEqual([
      [1, 'first'],
      [3, 'third'],
    ]);
    expect(damaged).toEqual([expect.stringMatching(/se.ond$/)]);
    await journal.close();
  });

  it('goes on by number in a segment that is packed while it is read', async () => {
    const directory = tempFolder();
    const texts = ['a', 'b', 'c', 'd', 'e'];
    const journal = await journalOf(directory, texts, { segmentBytes: 40 });
    const reader = journal.reader(1);
    await reader.peek();
    reader.skip();
    while (await journal.packOldest());
    expect(segments(directory).map((name) => name.split('.')[1])).toEqual(['packed', 'journal']);
    const read: string[] = [];
    for (let record = await reader.peek(); record; record = await reader.peek()) {
      read.push(record.payload.toString());
      reader.skip();
    }
    expect(read).toEqual(texts.slice(1));
    await journal.close();
    expect((await contents(await Journal.open(options(directory)))).map(([, text]) => text)).toEqual(texts);
  });

  it('finds each record once where packing ended before the plain segment was removed', async () => {
    const directory = tempFolder();
    const journal = await journalOf(directory, ['a', 'b'], ONE_EACH);
    const plain = join(directory, segments(directory)[0]!);
    const bytes = readFileSync(plain);
    await journal.packOldest();
    await journal.close();
    writeFileSync(plain, bytes);
    writeFileSync(plain.replace('.journal', '.packed.new'), 'unfinished');
    expect((await contents(await Journal.open(options(directory)))).map(([, text]) => text)).toEqual([
      'a',
      'b',
    ]);
    expect(segments(directory)).toHaveLength(2);
  });
});
