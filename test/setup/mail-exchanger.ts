/** A real mail exchanger, Debian's Exim, with a queue and one mailbox of its own; it takes mail for anybody. */
import { watch } from 'node:fs';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Endpoint } from './loopback.ts';
import { loopbackEndpoint } from './loopback.ts';
import { needs } from './needs.ts';
import { Program } from './program.ts';
import type { Mail } from './smtp-server.ts';
import { readMail } from './smtp-server.ts';

/** Debian's Exim takes connections for root and its own user only. */
export function needsMailExchanger(): string | undefined {
  return needs('exim4-daemon-light') ?? (process.getuid?.() === 0 ? undefined : 'needs root for Exim');
}

const WAIT_MS = 20_000;

function configuration(folder: string, { host, port }: Endpoint): string {
  return `keep_environment =
primary_hostname = mail.yenbai.example
spool_directory = ${folder}/spool
log_file_path = ${folder}/%slog
pid_file_path = ${folder}/exim.pid
local_interfaces = <; ${host}
daemon_smtp_ports = ${port}
tls_advertise_hosts =
host_lookup =
rfc1413_query_timeout = 0s
acl_smtp_rcpt = anybody
begin acl
anybody:
  accept
begin routers
all:
  driver = accept
  transport = mailbox
begin transports
mailbox:
  driver = appendfile
  directory = ${folder}/mail
  maildir_format
  user = Debian-exim
  group = Debian-exim
begin retry
`;
}

/** Resolves when `look` finds something, tried again whenever something changes in the folder. */
async function awaitIn<T>(folder: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = AbortSignal.timeout(WAIT_MS);
  let changed = () => {};
  const watcher = watch(folder, () => changed());
  end.addEventListener('abort', () => changed());
  try {
    for (;;) {
      const change = new Promise<void>((resolve) => {
        changed = resolve;
      });
      const found = await look();
      if (found !== undefined) return found;
      if (end.aborted) throw new Error(`nothing came into ${folder} in ${WAIT_MS} ms`);
      await change;
    }
  } finally {
    watcher.close();
  }
}

export class MailExchanger {
  readonly endpoint: Endpoint;
  readonly #program: Program;
  readonly #mailbox: string;

  private constructor(endpoint: Endpoint, program: Program, mailbox: string) {
    this.endpoint = endpoint;
    this.#program = program;
    this.#mailbox = mailbox;
  }

  /** @param folder not there yet; Exim's user has to reach it. Resolves when it listens. */
  static async start(folder: string): Promise<MailExchanger> {
    const endpoint = loopbackEndpoint();
    for (const name of ['', 'spool', 'mail', 'mail/new', 'mail/cur', 'mail/tmp']) {
      await mkdir(join(folder, name));
      // Exim gives up root's rights for those of its own user.
      await chmod(join(folder, name), 0o777);
    }
    await chmod(join(folder, '..'), 0o711);
    const config = join(folder, 'exim.conf');
    await writeFile(config, configuration(folder, endpoint), { mode: 0o644 });
    const program = new Program({ command: 'exim4', args: ['-C', config, '-bdf'] });
    try {
      await awaitIn(folder, async () => (await readdir(folder)).find((name) => name === 'exim.pid'));
      return new MailExchanger(endpoint, program, join(folder, 'mail/new'));
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  /** In the order in which they came. */
  async mails(): Promise<Mail[]> {
    const names = (await readdir(this.#mailbox)).sort();
    return Promise.all(
      names.map(async (name) => readMail(await readFile(join(this.#mailbox, name), 'utf8'))),
    );
  }

  /** Resolves when there is a mail like that, with the first of them. */
  waitFor(isWanted: (mail: Mail) => boolean): Promise<Mail> {
    return awaitIn(this.#mailbox, async () => (await this.mails()).find(isWanted));
  }

  async close(): Promise<void> {
    await this.#program.stop();
  }
}
