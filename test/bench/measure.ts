/** What work costs: wall time, CPU time, memory. */
import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';

/** Unit of CPU times in /proc: Linux fixes USER_HZ at 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

export interface ProcessCost {
  /** User and system time since its start, seconds, in steps of 10 ms. */
  readonly cpuSeconds: number;
  /** Memory it holds now, megabytes (10^6 bytes). */
  readonly rssMb: number;
  /** Most memory it ever held, megabytes (10^6 bytes). */
  readonly peakRssMb: number;
}

/** Fields 14 and 15 of /proc/PID/stat, in seconds; the second field may hold spaces and brackets. */
export function cpuSecondsOf(statLine: string): number {
  const fields = statLine.slice(statLine.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** `VmRSS`, now, or `VmHWM`, at most, of /proc/PID/status, in megabytes. */
export function memoryMbOf(status: string, which: 'VmRSS' | 'VmHWM'): number {
  return (Number(new RegExp(`^${which}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1_024) / 1e6;
}

/** What a running process has cost so far. @throws when it has ended: measure it before it is stopped. */
export function measureProcess(child: { readonly pid?: number | undefined }): ProcessCost {
  const folder = `/proc/${child.pid}`;
  const status = readFileSync(`${folder}/status`, 'utf8');
  return {
    cpuSeconds: cpuSecondsOf(readFileSync(`${folder}/stat`, 'utf8')),
    rssMb: memoryMbOf(status, 'VmRSS'),
    peakRssMb: memoryMbOf(status, 'VmHWM'),
  };
}

export interface CallCost {
  readonly wall_ms: number;
  /** CPU time of this process, all its threads, in milliseconds. */
  readonly cpu_ms: number;
}

/**
 * What a piece of work costs in this process.
 * @param options.collect whether all rubbish is collected before.
 */
export async function measureCall<T>(
  work: () => Promise<T>,
  { collect = true }: { readonly collect?: boolean } = {},
): Promise<{ result: T; cost: CallCost }> {
  // Rubbish that the one before left must not be collected on this one's account.
  if (collect) globalThis.gc?.();
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(startCpu);
  return { result, cost: { wall_ms: performance.now() - startMs, cpu_ms: (user + system) / 1_000 } };
}

/** Programs that want a core, on average over the last minute: what others did to a wall time. */
export function loadNow(): number {
  return loadavg()[0] ?? 0;
}

/** Has the peak of this process begin anew (proc(5), clear_refs): what a case prepares is not what it measures. */
export function forgetPeak(): void {
  writeFileSync('/proc/self/clear_refs', '5');
}
