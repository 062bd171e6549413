/** Reads what the kernel says of the machine. Pure. */

export interface CpuTimes {
  user: number;
  nice: number;
  sys: number;
  idle: number;
  irq: number;
}

/** Share of time that was not idle between two readings, in percent. */
export function cpuPercentBetween(before: CpuTimes, after: CpuTimes): number {
  const sum = (times: CpuTimes) => times.user + times.nice + times.sys + times.idle + times.irq;
  const total = sum(after) - sum(before);
  return total > 0 ? 100 * (1 - (after.idle - before.idle) / total) : 0;
}

export interface InterfaceCounters {
  readonly name: string;
  readonly receivedBytes: bigint;
  readonly receivedPackets: bigint;
  readonly receiveErrors: bigint;
  readonly sentBytes: bigint;
  readonly sentPackets: bigint;
  readonly sendErrors: bigint;
}

/** `/proc/net/dev` (proc_net(5)): two lines of heading, then a name and sixteen counters a line. */
export function parseProcNetDev(text: string): InterfaceCounters[] {
  return text.split('\n').flatMap((line) => {
    const [name, rest] = line.split(':');
    const counters = rest?.trim().split(/\s+/) ?? [];
    if (!name || counters.length < 16 || !counters.every((counter) => /^\d+$/.test(counter))) return [];
    const at = (index: number) => BigInt(counters[index] ?? 0);
    return [
      {
        name: name.trim(),
        receivedBytes: at(0),
        receivedPackets: at(1),
        receiveErrors: at(2),
        sentBytes: at(8),
        sentPackets: at(9),
        sendErrors: at(10),
      },
    ];
  });
}
