/** `/proc/stat` and `/proc/meminfo` (proc(5)). Pure. */
import type { CpuTimes } from './system.ts';

export interface KernelStat {
  readonly cpu: CpuTimes | undefined;
  /** When the machine was started, seconds since the epoch, by its clock of now. */
  readonly bootedS: number | undefined;
}

/** Columns came with time: iowait with 2.5.41, irq and softirq with 2.6, steal with 2.6.11; guest is in user already. */
function cpuTimesOf(line: string): CpuTimes | undefined {
  const columns = line.trim().split(/\s+/).slice(1);
  if (columns.length < 4 || !columns.every((column) => /^\d+$/.test(column))) return undefined;
  const at = (index: number) => Number(columns[index] ?? 0);
  return { user: at(0) + at(1), system: at(2) + at(5) + at(6), idle: at(3), iowait: at(4), steal: at(7) };
}

export function parseStat(text: string): KernelStat {
  const lines = text.split('\n');
  const cpu = lines.find((line) => line.startsWith('cpu '));
  const booted = /^btime (\d{1,12})$/.exec(lines.find((line) => line.startsWith('btime ')) ?? '')?.[1];
  return {
    cpu: cpu === undefined ? undefined : cpuTimesOf(cpu),
    bootedS: booted === undefined ? undefined : Number(booted),
  };
}

export interface CpuUsage {
  readonly active: number;
  readonly user: number;
  readonly system: number;
  readonly iowait: number;
  readonly steal: number;
}

/** Shares of the time between two readings, percent. @returns `undefined` where none has passed, or a counter fell. */
export function cpuUsageBetween(before: CpuTimes, after: CpuTimes): CpuUsage | undefined {
  const spent = {
    user: after.user - before.user,
    system: after.system - before.system,
    idle: after.idle - before.idle,
    iowait: after.iowait - before.iowait,
    steal: after.steal - before.steal,
  };
  // The kernel's iowait is known to fall (proc(5)); what it falls by is nothing.
  const parts = Object.values(spent).map((ticks) => Math.max(0, ticks));
  const total = parts.reduce((sum, ticks) => sum + ticks, 0);
  if (total <= 0 || spent.user < 0 || spent.system < 0) return undefined;
  const percent = (ticks: number) => (100 * Math.max(0, ticks)) / total;
  const { user, system, iowait, steal } = spent;
  return {
    active: 100 - percent(spent.idle) - percent(iowait),
    user: percent(user),
    system: percent(system),
    iowait: percent(iowait),
    steal: percent(steal),
  };
}

export interface Memory {
  readonly totalBytes: number;
  readonly availableBytes: number;
  readonly freeBytes: number;
  readonly bufferedBytes: number;
  readonly cachedBytes: number;
  readonly swapTotalBytes: number;
  readonly swapFreeBytes: number;
}

export function parseMeminfo(text: string): Memory | undefined {
  const bytes = new Map<string, number>();
  for (const line of text.split('\n')) {
    const match = /^(\w+):\s+(\d{1,15}) kB$/.exec(line.trim());
    if (match?.[1]) bytes.set(match[1], Number(match[2]) * 1_024);
  }
  const at = (name: string) => bytes.get(name) ?? 0;
  const total = bytes.get('MemTotal');
  if (!total) return undefined;
  // Before Linux 3.14 there was no estimate; this was everybody's.
  const estimate = at('MemFree') + at('Buffers') + at('Cached');
  return {
    totalBytes: total,
    availableBytes: Math.min(total, bytes.get('MemAvailable') ?? estimate),
    freeBytes: at('MemFree'),
    bufferedBytes: at('Buffers'),
    cachedBytes: at('Cached'),
    swapTotalBytes: at('SwapTotal'),
    swapFreeBytes: at('SwapFree'),
  };
}
