import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BatchIdentity } from '../../../../collector/ingest/batch-identity.ts';
import type { BatchMark } from '../../../../collector/ingest/batch-marks.ts';
import type { Batch } from '../../../../collector/ingest/ingest.ts';
import { Ingest } from '../../../../collector/ingest/ingest.ts';
import type { BatchHead } from '../../../../collector/ingest/log-record.ts';
import { decodeLogRecord, encodeLogRecord } from '../../../../collector/ingest/log-record.ts';
import { NewSeriesLimit } from '../../../../collector/ingest/new-series.ts';
import { scanAll } from '../../../../journal/segment.ts';
import { LineParser } from '../../../../model/line-parser.ts';
import type { Point } from '../../../../model/point.ts';
import { SeriesTable } from '../../../../model/point-block.ts';
import { silent } from '../../agent/silent-logger.ts';
import { tempFolder } from '../../journal/temp-folder.ts';

const NOW = 1_750_000_000_000;

const body = (text: string) => Buffer.from(text);

function batch(first: number, last = first): BatchIdentity {
  return { agent: 'core', epoch: 'e', first, last };
}

async function openIngest(
  directory = tempFolder(),
  consume?: (batch: Batch) => void,
  marks = [] as BatchMark[],
  maxLogBytes = Number.POSITIVE_INFINITY,
) {
  const consumed: { sequence: number; head: BatchHead; points: Point[] }[] = [];
  const ingest = await Ingest.open({
    directory,
    followed: 0,
    maxLogBytes,
    newSeries: new NewSeriesLimit({ perDay: 5, monotonicMs: () => 0, logger: silent }),
    marks,
    consume: async (one) => {
      consumed.push({ ...one, points: [...one.points] });
      consume?.(one);
    },
    now: () => NOW,
    logger: silent,
  });
  return { ingest, consumed, directory };
}

/** How many records a reader of the folder would find. */
function recordsOnDisk(directory: string): number {
  return readdirSync(directory).reduce(
    (sum, name) => sum + scanAll(readFileSync(join(directory, name))).records.length,
    0,
  );
}

function recordsText(directory: string): string {
  return readdirSync(directory)
    .flatMap((name) => scanAll(readFileSync(join(directory, name))).records.map(({ payload }) => payload))
    .join('');
}

describe('ingest', () => {
  it('hands on what it accepted, in order, numbered', async () => {
    const { ingest, consumed } = await openIngest();
    expect(await ingest.accept(body('m f=1 1000000'), 'ns', batch(1))).toEqual({
      kind: 'stored',
      points: 1,
      errors: [],
    });
    await ingest.accept(body('m f=2 2000000'), 'ns', batch(2, 3));
    await ingest.settle();
    expect(consumed).toMatchObject([
      { sequence: 1, points: [{ fields: { f: 1 } }], head: { mark: { first: 1, last: 1 } } },
      { sequence: 2, points: [{ fields: { f: 2 } }], head: { mark: { first: 2, last: 3 } } },
    ]);
    await ingest.close();
  });

  it('keeps the good lines and names the others', async () => {
    const { ingest, consumed } = await openIngest();
    const accepted = await ingest.accept(body('m f=1\nm f=?\n'), 'ns', batch(1));
    expect(accepted).toMatchObject({ kind: 'stored', points: 1, errors: [{ line: 2, column: 5 }] });
    await ingest.settle();
    expect(consumed).toMatchObject([{ points: [{ timeMs: NOW }] }]);
    await ingest.close();
  });

  it('has only the good lines in its log, in their precision', async () => {
    const { ingest, directory } = await openIngest();
    await ingest.accept(body('m f=1 5\nm f=?\nm f=2 6'), 's', batch(1));
    await ingest.close();
    const { ingest: again, consumed } = await openIngest(directory);
    await again.replay(0);
    expect(consumed[0]?.points.map(({ timeMs }) => timeMs)).toEqual([5_000, 6_000]);
    expect(recordsText(directory)).not.toContain('?');
    await again.close();
  });

  it('recognises a batch that it has', async () => {
    const { ingest, consumed } = await openIngest();
    await ingest.accept(body('m f=1'), 'ns', batch(1, 5));
    expect(await ingest.accept(body('m f=1'), 'ns', batch(1, 5))).toEqual({ kind: 'duplicate' });
    await ingest.settle();
    expect([consumed.length, ingest.figures.duplicates]).toEqual([1, 1]);
    await ingest.close();
  });

  it('says what it has of a batch that overlaps it', async () => {
    const { ingest, consumed } = await openIngest();
    await ingest.accept(body('m f=1'), 'ns', batch(1, 5));
    expect(await ingest.accept(body('m f=1'), 'ns', batch(4, 8))).toEqual({
      kind: 'overlap',
      taken: [{ first: 4, last: 5 }],
    });
    await ingest.settle();
    expect(consumed).toHaveLength(1);
    await ingest.close();
  });

  it('takes older records after newer ones, each once', async () => {
    const { ingest, consumed } = await openIngest();
    await ingest.accept(body('m f=9'), 'ns', batch(9));
    expect(await ingest.accept(body('m f=1'), 'ns', batch(1, 8))).toMatchObject({ kind: 'stored' });
    expect(await ingest.accept(body('m f=1'), 'ns', batch(2, 9))).toEqual({ kind: 'duplicate' });
    await ingest.settle();
    expect(consumed).toHaveLength(2);
    await ingest.close();
  });

  it('knows agents and their spools apart', async () => {
    const { ingest } = await openIngest();
    await ingest.accept(body('m f=1'), 'ns', batch(1, 5));
    expect(await ingest.accept(body('m f=1'), 'ns', { ...batch(1, 5), epoch: 'another' })).toMatchObject({
      kind: 'stored',
    });
    expect(await ingest.accept(body('m f=1'), 'ns', { ...batch(1, 5), agent: 'other' })).toMatchObject({
      kind: 'stored',
    });
    await ingest.close();
  });

  it('takes what carries no identity every time', async () => {
    const { ingest } = await openIngest();
    await ingest.accept(body('m f=1'), 's', undefined);
    expect(await ingest.accept(body('m f=1'), 's', undefined)).toMatchObject({ kind: 'stored', points: 1 });
    await ingest.close();
  });

  it('goes on from the marks in the ledger', async () => {
    const { ingest } = await openIngest(tempFolder(), undefined, [
      { agent: 'core', epoch: 'e', taken: '1-9' },
    ]);
    expect(await ingest.accept(body('m f=1'), 'ns', batch(9))).toEqual({ kind: 'duplicate' });
    await ingest.close();
  });

  it('hands on again, after a restart, what was not finished, and knows it for a duplicate', async () => {
    const { ingest, directory } = await openIngest();
    await ingest.accept(body('m f=1 1000000'), 'ns', batch(1));
    await ingest.accept(body('m f=2 2'), 'ms', batch(2));
    await ingest.close();
    const again = await openIngest(directory);
    await again.ingest.replay(1);
    expect(again.consumed).toMatchObject([{ sequence: 2, points: [{ fields: { f: 2 }, timeMs: 2 }] }]);
    expect(await again.ingest.accept(body('m f=2'), 'ns', batch(2))).toEqual({ kind: 'duplicate' });
    await again.ingest.close();
  });

  it.each([
    ['tags', 'ping,agent\u001ecore\u001frole\u001ereach\u001fsite=mu-cang-chai f=0'],
    ['the measurement', 'ping\u001fagent\u001ecore\u001frole\u001ereach,site=tram-tau f=0'],
    ['a tag’s value', 'ping,agent=tram-tau,x=1\u001fy\u001e2 f=0'],
    ['a field', 'ping,site=tram-tau f\u001ffloat=0'],
    ['NUL', 'ping,site=tram-tau\u0000 f=0'],
  ])('takes no line whose name could be taken for another’s series: %s', async (_, line) => {
    const siteOf = () => undefined;
    const core = { writer: 'core', sites: undefined, siteOf };
    const other = { writer: 'tram-tau', sites: new Set(['tram-tau']), siteOf };
    const theirs = 'ping,agent=core,role=reach,site=mu-cang-chai f=1';
    for (const first of [core, other]) {
      const { ingest, consumed } = await openIngest();
      const write = (writer: typeof core | typeof other) =>
        ingest.accept(body(`${writer === core ? theirs : line} ${NOW}`), 'ms', undefined, writer);
      for (const writer of [first, core, other, core]) await write(writer);
      expect(await write(other)).toMatchObject({ points: 0, errors: [{ line: 1 }] });
      await ingest.settle();
      const points = consumed.flatMap((batch) => batch.points);
      expect(points.map(({ fields }) => fields.f)).toEqual(points.map(() => 1));
      for (const { tags } of points)
        expect(tags).toEqual({ agent: 'core', role: 'reach', site: 'mu-cang-chai' });
      await ingest.close();
    }
  });

  it('refuses lines that begin more series than a writer may in a day, and takes what goes on with others', async () => {
    const { ingest, consumed } = await openIngest();
    const writer = { writer: 'telegraf', sites: undefined, siteOf: () => undefined };
    const write = (text: string, admission = writer) => ingest.accept(body(text), 'ms', undefined, admission);
    const reason = expect.stringMatching(/"telegraf" has begun its 5 new series.*new_series_per_day/);
    expect(
      await write(`m,id=1 a=1,b=2 ${NOW}\nm,id=2 a=1,b=2 ${NOW}\nm,id=3 a=1,b=2 ${NOW}\nm,id=4 a=1 ${NOW}`),
    ).toMatchObject({ points: 3, errors: [{ line: 3, column: 1, reason }] });
    // As many as ever of what is known; another field is another series, another writer has its own.
    expect(await write(`m,id=1 a=2,b=3 ${NOW}\nm,id=4 a=2,b=3 ${NOW}`)).toMatchObject({
      points: 1,
      errors: [{ line: 2, reason }],
    });
    expect(await write(`m,id=9 a=1 ${NOW}`, { ...writer, writer: 'other' })).toMatchObject({ errors: [] });
    await ingest.settle();
    expect(consumed.flatMap(({ points }) => points.map(({ tags }) => tags.id))).toEqual([
      '1',
      '2',
      '4',
      '1',
      '9',
    ]);
    await ingest.close();
  });

  it('hands on nothing that is not on disk', async () => {
    const directory = tempFolder();
    const tooEarly: number[] = [];
    const { ingest } = await openIngest(directory, ({ sequence }) => {
      if (recordsOnDisk(directory) < sequence) tooEarly.push(sequence);
    });
    await Promise.all([1, 2, 3, 4].map((number) => ingest.accept(body('m f=1'), 'ns', batch(number))));
    await ingest.settle();
    expect(tooEarly).toEqual([]);
    await ingest.close();
  });

  it('acknowledges nothing that it could not store, and has it once when the agent comes back', async () => {
    const { ingest, consumed, directory } = await openIngest();
    rmSync(directory, { recursive: true });
    await expect(ingest.accept(body('m f=1'), 'ns', batch(1))).rejects.toThrow('ENOENT');
    await ingest.settle();
    expect(consumed).toEqual([]);
    mkdirSync(directory);
    expect(await ingest.accept(body('m f=1'), 'ns', batch(1))).toEqual({ kind: 'duplicate' });
    await ingest.settle();
    expect(consumed).toMatchObject([{ sequence: 1 }]);
    await ingest.close();
  });
});

describe('a record of the ingest log', () => {
  const head: BatchHead = {
    receivedMs: NOW,
    mark: { agent: 'core', epoch: 'e', first: 4, last: 5 },
    precision: 'ns',
  };
  const decoded = (payload: Buffer) => {
    const { head, points } = decodeLogRecord(payload, new LineParser(new SeriesTable()));
    return { head, points: [...points] };
  };

  it('is read back as it was written', () => {
    expect(decoded(encodeLogRecord(head, body('m f="two\nlines" 1000000\n')))).toEqual({
      head,
      points: [{ measurement: 'm', tags: {}, fields: { f: 'two\nlines' }, timeMs: 1 }],
    });
  });

  it('is read in the precision it was written in', () => {
    expect(decoded(encodeLogRecord({ ...head, precision: 's' }, body('m f=1 7'))).points).toMatchObject([
      { timeMs: 7_000 },
    ]);
  });

  it('of an earlier version is in nanoseconds', () => {
    expect(decoded(body(`{"receivedMs":${NOW}}\nm f=1 7000000\n`)).points).toMatchObject([{ timeMs: 7 }]);
  });

  it('gives lines without a time the time of arrival', () => {
    expect(decoded(encodeLogRecord(head, body('m f=1\n'))).points).toMatchObject([{ timeMs: NOW }]);
  });

  it('is refused where it is none of ours', () => {
    expect(() => decoded(body('{"receivedMs":"now"}\n'))).toThrow();
  });

  it('takes no more when its log is full of what nobody has finished with', async () => {
    const { ingest } = await openIngest(tempFolder(), undefined, [], 100);
    expect(await ingest.accept(body(`m f=1 ${NOW}000000\n`.repeat(10)), 'ns', batch(1))).toMatchObject({
      kind: 'stored',
    });
    expect(await ingest.accept(body('m f=2'), 'ns', batch(2))).toEqual({ kind: 'busy' });
    await ingest.close();
  });
});
