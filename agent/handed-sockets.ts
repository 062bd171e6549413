/** Sockets that whoever started the agent opened for it, as systemd does (sd_listen_fds(3)). Pure. */

/** SD_LISTEN_FDS_START */
const FIRST_DESCRIPTOR = 3;

/**
 * @param pid whom they are meant for: a child that inherits the variables does not inherit the sockets.
 * @returns descriptors by name (FileDescriptorName= of the socket unit).
 */
export function handedSockets(env: NodeJS.ProcessEnv, pid: number): ReadonlyMap<string, number> {
  const count = Number(env.LISTEN_FDS);
  if (Number(env.LISTEN_PID) !== pid || !(count > 0)) return new Map();
  const names = (env.LISTEN_FDNAMES ?? '').split(':').slice(0, count);
  return new Map(names.map((name, index) => [name, FIRST_DESCRIPTOR + index]));
}
