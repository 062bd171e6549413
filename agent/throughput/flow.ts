/** The octets of a throughput test: sent at no more than a rate, counted by who receives them. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Measured } from './control.ts';

/** What is not sent in a step is not made up for later: a line that stood still gets no burst. */
const STEP_MS = 10;
/** A line that compresses must not be measured by its compressor. */
const NOISE_BYTES = 65_536;
/** Not counted: TCP finds its rate, and the line's first packets find empty buffers. */
const WARM_UP = 0.2;
/** Longer than this without an octet, and the line is dead. */
const SILENCE_MS = 3_000;

/** Sends until called off, or the connection closes. @returns how to call it off. */
export function sendAtRate(socket: Socket, maxKbps: number): () => void {
  const noise = randomBytes(NOISE_BYTES);
  let creditBytes = 0;
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    // A late timer is made up for up to a few steps, or the rate would not be reached on a busy machine.
    creditBytes += (Math.min(nowMs - lastMs, 5 * STEP_MS) * maxKbps) / 8;
    lastMs = nowMs;
    if (socket.writableNeedDrain) {
      creditBytes = 0;
      return;
    }
    while (creditBytes >= 1 && !socket.writableNeedDrain) {
      const size = Math.min(Math.floor(creditBytes), NOISE_BYTES);
      socket.write(noise.subarray(0, size));
      creditBytes -= size;
    }
  }, STEP_MS);
  const stop = () => clearInterval(timer);
  socket.once('close', stop);
  return stop;
}

/** Counts for the duration, beginning with the first octet. The connection stays open. */
export function receive(socket: Socket, durationMs: number): Promise<Measured> {
  return new Promise((resolve) => {
    let bytes = 0;
    let counted = 0;
    let firstMs: number | undefined;
    let countFromMs: number | undefined;
    let lastMs = 0;
    let silence = setTimeout(finish, SILENCE_MS);
    let end: NodeJS.Timeout | undefined;
    function take(data: Buffer): void {
      lastMs = performance.now();
      clearTimeout(silence);
      silence = setTimeout(finish, SILENCE_MS);
      if (firstMs === undefined) {
        firstMs = lastMs;
        end = setTimeout(finish, durationMs);
      }
      bytes += data.length;
      // What came at the moment that counting begins with had been on its way before.
      if (countFromMs !== undefined) counted += data.length;
      else if (lastMs - firstMs >= durationMs * WARM_UP) countFromMs = lastMs;
    }
    function finish(): void {
      clearTimeout(silence);
      clearTimeout(end);
      socket.off('data', take);
      socket.off('close', finish);
      // What still comes is thrown away, or the connection would not be read and not close.
      socket.resume();
      const countedMs = lastMs - (countFromMs ?? lastMs);
      const bps = countedMs > 0 ? (counted * 8_000) / countedMs : 0;
      resolve({ bytes, bps: Math.round(bps), durationMs: Math.round(lastMs - (firstMs ?? lastMs)) });
    }
    socket.on('data', take);
    socket.on('close', finish);
    if (socket.destroyed) finish();
  });
}
