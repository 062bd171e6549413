/** A database server of Debian's that tests start, stop and start again with what it holds. */
import { Program } from './program.ts';
import { makeFolder } from './temporary-folder.ts';

export interface DatabaseServer {
  readonly url: string;
  /** Ends it as a power cut would; what it holds stays. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again. Resolves when it answers. */
  start(): Promise<void>;
  /** Ends it and removes what it holds. */
  close(): Promise<void>;
}

const RETRY_MS = 25;
const START_TIMEOUT_MS = 25_000;

/** Neither server says a word when it is ready: its answer does. */
async function untilItAnswers(url: string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (performance.now() > deadline) throw new Error(`no answer from ${url}`);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** @param describe its command and arguments with its data in a folder, and what answers when it is ready. */
export async function startDatabase(
  describe: (folder: string) => { command: string; args: string[]; url: string; ready: string },
): Promise<DatabaseServer> {
  const folder = await makeFolder();
  const { command, args, url, ready } = describe(folder.path);
  let program: Program | undefined;
  const server: DatabaseServer = {
    url,
    async stop(signal = 'SIGKILL') {
      program?.kill(signal);
      await program?.exit;
      program = undefined;
    },
    async start() {
      program = new Program({ command, args });
      await untilItAnswers(`${url}${ready}`);
    },
    async close() {
      await server.stop();
      await folder.remove();
    },
  };
  try {
    await server.start();
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}
