/**
 * A program's output, read in gulps. fping writes a line a packet, and being woken for each costs more than the
 * packet. Node's own pipes are sockets, which wake for every line and hold only some 200 of them; a named pipe holds a
 * thousand and is read when it suits us.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What Linux keeps in a pipe (pipe(7)): one read takes it all. */
const PIPE_BYTES = 65_536;
/** Who has just begun wants to see something: the first gulps come sooner, each after twice the time of the last. */
const FIRST_GULP_MS = 50;

export interface GulpPipe {
  /** For the program to write to. */
  readonly fd: number;
  /** The program has it: our own copy is closed, so that the end of the program is the end of the pipe. */
  handOver(): void;
  /** Takes what is left and ends. */
  close(): void;
}

/**
 * @param onText takes what has come, at most every `everyMs`.
 * @returns `undefined` where no named pipe can be made.
 */
export function openGulpPipe(everyMs: number, onText: (text: string) => void): GulpPipe | undefined {
  const ends = openEnds();
  if (!ends) return undefined;
  const { reader, writer } = ends;
  const buffer = Buffer.allocUnsafe(PIPE_BYTES);
  const gulp = () => {
    let bytes: number;
    do {
      bytes = readWaiting(reader, buffer);
      if (bytes > 0) onText(buffer.toString('latin1', 0, bytes));
    } while (bytes === PIPE_BYTES);
  };
  let waitMs = Math.min(everyMs, FIRST_GULP_MS);
  const onTime = () => {
    gulp();
    waitMs = Math.min(everyMs, 2 * waitMs);
    timer = setTimeout(onTime, waitMs);
  };
  let timer = setTimeout(onTime, waitMs);
  return {
    fd: writer,
    handOver: () => closeSync(writer),
    close() {
      clearTimeout(timer);
      gulp();
      closeSync(reader);
    },
  };
}

function openEnds(): { readonly reader: number; readonly writer: number } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'canhmang-ping-'));
  try {
    const path = join(folder, 'pipe');
    if (spawnSync('mkfifo', ['-m', '600', path], { stdio: 'ignore' }).status !== 0) return undefined;
    // The reader first: who opens the other end waits for it.
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return { reader, writer: openSync(path, constants.O_WRONLY) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @returns bytes read; 0 when nothing is there, or nobody to write any more. */
function readWaiting(fd: number, buffer: Buffer): number {
  try {
    return readSync(fd, buffer);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}
