/** A real SMTP server, Debian's aiosmtpd; mails are read by Python's own e-mail package. */
import { spawnSync } from 'node:child_process';
import type { Endpoint } from './loopback.ts';
import { loopbackEndpoint, written } from './loopback.ts';
import { Program } from './program.ts';

export interface Mail {
  /** Decoded, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly base64: string }[];
  /** As it came. */
  readonly raw: string;
}

const READ_MAIL = `
import base64, email, email.policy, json, sys
mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
print(json.dumps({"headers": {name.lower(): str(value) for name, value in mail.items()},
                  "text": mail.get_body(("plain",)).get_content(),
                  "attachments": [{"name": part.get_filename(), "type": part.get_content_type(),
                                   "base64": base64.b64encode(part.get_payload(decode=True)).decode()}
                                  for part in mail.iter_attachments()]}))
`;

export function readMail(raw: string): Mail {
  // Debian's own Python: another one may come first on the PATH.
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', READ_MAIL], {
    input: raw,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`not a mail: ${stderr}\n${raw}`);
  return { ...JSON.parse(stdout), raw };
}

const BEGIN = '---------- MESSAGE FOLLOWS ----------';
const END = '------------ END MESSAGE ------------';

export class SmtpServer {
  readonly endpoint: Endpoint;
  readonly #program: Program;
  readonly #mails: Mail[] = [];
  #wake: (() => void)[] = [];

  private constructor(endpoint: Endpoint, program: Program) {
    this.endpoint = endpoint;
    this.#program = program;
    void this.#read();
  }

  /** Resolves when it listens. @param within command that runs it elsewhere: `ip netns exec NAME`. */
  static async start(
    endpoint: Endpoint = loopbackEndpoint(),
    within: readonly string[] = [],
  ): Promise<SmtpServer> {
    const listen = ['-n', '-d', '-l', written(endpoint), '-c', 'aiosmtpd.handlers.Debugging', 'stdout'];
    const [command = '', ...args] = [...within, 'aiosmtpd', ...listen];
    const program = new Program({
      command,
      args,
      env: { PYTHONUNBUFFERED: '1' },
    });
    try {
      await program.waitForLine(/Server is listening on/);
      return new SmtpServer(endpoint, program);
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  async #read(): Promise<void> {
    let message: string[] | undefined;
    for await (const line of this.#program.lines()) {
      if (line === BEGIN) message = [];
      else if (line === END) {
        // What the session says of itself comes before the first header, after an empty line.
        const from = message?.[0]?.startsWith('mail options:') ? message.indexOf('') + 1 : 0;
        this.#mails.push(readMail((message ?? []).slice(from).join('\n')));
        for (const wake of this.#wake.splice(0)) wake();
      } else message?.push(line);
    }
  }

  /** Everything that came so far. */
  get mails(): readonly Mail[] {
    return this.#mails;
  }

  /** Resolves when that many mails have come. */
  waitForMails(count: number, timeoutMs?: number): Promise<readonly Mail[]> {
    return this.#until(
      () => (this.#mails.length < count ? undefined : this.#mails),
      `${count} mails`,
      timeoutMs,
    );
  }

  /** The first mail like that; it may have come already. */
  waitFor(isWanted: (mail: Mail) => boolean, what: string, timeoutMs?: number): Promise<Mail> {
    return this.#until(() => this.#mails.find(isWanted), what, timeoutMs);
  }

  async #until<T>(find: () => T | undefined, what: string, timeoutMs = 20_000): Promise<T> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      for (const wake of this.#wake.splice(0)) wake();
    }, timeoutMs);
    try {
      for (;;) {
        const found = find();
        if (found !== undefined) return found;
        const came = this.#mails.map(({ headers }) => headers.subject).join('\n');
        if (late) throw new Error(`no ${what} in ${timeoutMs} ms; ${this.#mails.length} came:\n${came}`);
        await new Promise<void>((resolve) => this.#wake.push(resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await this.#program.stop();
  }
}
