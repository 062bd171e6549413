/** A command that runs until it is told to stop: by Ctrl-C, by systemd, or by the supervisor that started it. */

/** What a supervised command tells its supervisor. */
export type ReadyMessage = { readonly ready: true; readonly url?: string; readonly setupUrl?: string };

export function isReadyMessage(value: unknown): value is ReadyMessage {
  return typeof value === 'object' && value !== null && 'ready' in value && value.ready === true;
}

export function tellSupervisor(message: ReadyMessage): void {
  process.send?.(message);
}

/**
 * Resolves when it is time to stop. Under a supervisor signals are not for us: Ctrl-C and systemd reach every
 * process of the group, and the supervisor stops them in their order. When it dies itself, we stop too.
 */
export function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    const supervised = process.send !== undefined;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (!supervised) resolve();
      });
    }
    process.once('message', () => resolve());
    process.once('disconnect', () => resolve());
  });
}

/** Ends the connection to the supervisor, which would keep the process alive. */
export function leaveSupervisor(): void {
  if (process.connected) process.disconnect();
}
