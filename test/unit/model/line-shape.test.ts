import { expect, it } from 'vitest';
import { LineShapes } from '../../../model/line-shape.ts';
import { SeriesTable } from '../../../model/point-block.ts';

it('remembers how a line begins, and not the body that it came in', () => {
  const shapes = new LineShapes();
  const head = new SeriesTable().head('ping', { site: 'a' });
  const line = 'ping,site=a loss=1 1';
  const body = Buffer.from(line.padEnd(10_000));
  shapes.learn(body, 0, line.length, head, ['loss']);
  // A body whose memory is used for something else, or is held by every line that was met in it.
  body.fill(0);
  const shape = shapes.find(Buffer.from(line), 0, line.length);
  expect(shape?.head).toBe(head);
  expect(shape?.bytes.buffer.byteLength).toBe('ping,site=a '.length);
});
