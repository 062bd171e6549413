/** The machine as the host probe reads it: files, and what the system's calls say. The only file here with I/O. */
import { readdir, readFile, statfs } from 'node:fs/promises';
import * as os from 'node:os';
import { join } from 'node:path';

export interface Space {
  readonly totalBytes: number;
  /** That somebody without privileges may use. */
  readonly availableBytes: number;
  readonly freeBytes: number;
  readonly inodes: number;
  readonly freeInodes: number;
}

export interface CpuTimes {
  readonly user: number;
  readonly system: number;
  readonly idle: number;
  readonly iowait: number;
  readonly steal: number;
}

export interface HostSystem {
  readonly hostname: string;
  /** Of the kernel's counters in /proc/net/dev: `unsigned long`. */
  readonly counterBits: 32 | 64;
  /** @returns `undefined` where there is none, or it cannot be read. */
  text(path: string): Promise<string | undefined>;
  /** Entries of a folder; none where there is no folder. */
  names(path: string): Promise<string[]>;
  space(path: string): Promise<Space | undefined>;
  loads(): { readonly load1: number; readonly load5: number; readonly load15: number };
  cpus(): number;
  uptimeS(): number;
  /** For systems without /proc. */
  memoryBytes(): { readonly total: number; readonly free: number };
  cpuTimes(): CpuTimes;
}

/** A file of /sys with more is none that we read. */
const MAX_FILE_CHARACTERS = 1_000_000;
const WORDS_OF_32_BITS: ReadonlySet<string> = new Set(['arm', 'ia32', 'mips', 'mipsel', 'ppc']);

/** @param root where /proc and /sys are looked for; tests have their own. */
export function thisSystem(root = '/'): HostSystem {
  return {
    hostname: os.hostname(),
    counterBits: WORDS_OF_32_BITS.has(process.arch) ? 32 : 64,
    text: (path) =>
      readFile(join(root, path), 'utf8').then(
        (text) => (text.length > MAX_FILE_CHARACTERS ? undefined : text),
        () => undefined,
      ),
    names: (path) => readdir(join(root, path)).catch(() => []),
    space: (path) =>
      statfs(join(root, path)).then(
        ({ bsize, blocks, bavail, bfree, files, ffree }) => ({
          totalBytes: blocks * bsize,
          availableBytes: bavail * bsize,
          freeBytes: bfree * bsize,
          inodes: files,
          freeInodes: ffree,
        }),
        () => undefined,
      ),
    loads() {
      const [load1 = 0, load5 = 0, load15 = 0] = os.loadavg();
      return { load1, load5, load15 };
    },
    cpus: () => os.cpus().length,
    uptimeS: () => os.uptime(),
    memoryBytes: () => ({ total: os.totalmem(), free: os.freemem() }),
    cpuTimes() {
      const sum = { user: 0, system: 0, idle: 0, iowait: 0, steal: 0 };
      for (const { times } of os.cpus()) {
        sum.user += times.user + times.nice;
        sum.system += times.sys + times.irq;
        sum.idle += times.idle;
      }
      return sum;
    },
  };
}

/** A file with one number in it. */
export async function numberIn(system: HostSystem, path: string): Promise<number | undefined> {
  const text = (await system.text(path))?.trim();
  return text && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/** A file with one word in it. */
export async function wordIn(system: HostSystem, path: string): Promise<string | undefined> {
  const text = (await system.text(path))?.trim();
  return text === '' ? undefined : text;
}
