/** Line protocol in nanoseconds, compressed: what every time series database reads. */
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { formatPoints, parseLines } from '../../../model/line-protocol.ts';
import type { Point } from '../../../model/point.ts';
import type { FileFormat } from './format.ts';

/** Characters that are read at once, at least. */
const PIECE = 1024 * 1024;

export const lineFormat: FileFormat = {
  suffix: '.lp.gz',
  async write(path, points) {
    const texts = async function* () {
      for await (const piece of points) yield formatPoints(piece);
    };
    await pipeline(Readable.from(texts()), createGzip(), createWriteStream(path));
  },
  async *read(path) {
    const file = createReadStream(path);
    const text = file.pipe(createGunzip());
    file.on('error', (error) => text.destroy(error));
    text.setEncoding('utf8');
    let rest = '';
    let line = 1;
    for await (const chunk of text) {
      rest += chunk;
      if (rest.length < PIECE) continue;
      const end = endOfWholeLines(rest);
      yield parsed(rest.slice(0, end), line);
      line += rest.slice(0, end).split('\n').length - 1;
      rest = rest.slice(end);
    }
    if (rest !== '') yield parsed(rest, line);
  },
};

/** What stands before a line feed that ends a line: others may be inside of a text. */
const TIME = / -?\d{16,19}$/;

/** Behind the last line that is whole; 0: none is, or they have no times. */
function endOfWholeLines(text: string): number {
  for (let feed = text.lastIndexOf('\n'); feed > 0; feed = text.lastIndexOf('\n', feed - 1)) {
    if (TIME.test(text.slice(Math.max(0, feed - 21), feed))) return feed + 1;
  }
  return 0;
}

function parsed(text: string, firstLine: number): Point[] {
  const { points, errors } = parseLines(text, 'ns', 0);
  const [error] = errors;
  if (error) throw new Error(`line ${firstLine + error.line - 1}, column ${error.column}: ${error.reason}`);
  return points;
}
