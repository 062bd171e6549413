/** Names of namespaces: they say whose they are, so that those of a dead process can be told and removed. */

const PREFIX = 'canhmang';

/** A process, recognised after its number was given to another one. */
export interface Owner {
  readonly pid: number;
  /** Clock ticks after boot at which it started: field 22 of /proc/PID/stat. */
  readonly startTicks: number;
}

/** What every namespace of one lab begins with. */
export function labPrefix(owner: Owner, counter: number): string {
  return `${PREFIX}-${owner.pid}-${owner.startTicks}-${counter}-`;
}

/** The owner that a namespace's name tells; `undefined` when it is not a lab's. */
export function ownerOf(namespace: string): Owner | undefined {
  const match = new RegExp(`^${PREFIX}-(\\d+)-(\\d+)-\\d+-.`).exec(namespace);
  return match ? { pid: Number(match[1]), startTicks: Number(match[2]) } : undefined;
}

/** Field 22 of a line of /proc/PID/stat; the second field, the program's name, may hold spaces and brackets. */
export function startTicksOf(statLine: string): number | undefined {
  const fields = statLine.slice(statLine.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[19]);
  return Number.isInteger(ticks) && ticks > 0 ? ticks : undefined;
}

/**
 * The namespaces whose owner is gone.
 * @param startTicks when the process of that number started, or `undefined` when there is none.
 */
export function staleNamespaces(
  namespaces: readonly string[],
  startTicks: (pid: number) => number | undefined,
): string[] {
  return namespaces.filter((namespace) => {
    const owner = ownerOf(namespace);
    return owner !== undefined && startTicks(owner.pid) !== owner.startTicks;
  });
}
