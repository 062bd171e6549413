/** The agent's jobs come from the collector; a copy on disk lets it start and work while the collector is away. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { AgentConfig } from '../model/probe-settings.ts';
import { agentConfigSchema } from '../model/probe-settings.ts';
import type { CollectorClient } from './collector-client.ts';
import type { Timers } from './scheduler.ts';
import { systemTimers } from './scheduler.ts';

/** How often it is asked for; an unchanged answer costs one small packet each way. */
const ASK_EVERY_MS = 30_000;
/** While there is no configuration at all, an agent has nothing better to do than to ask. */
const ASK_EAGERLY_MS = 1_000;

export class RemoteConfig {
  readonly #client: CollectorClient;
  readonly #path: string;
  readonly #logger: Logger;
  readonly #apply: (config: AgentConfig) => Promise<void>;
  readonly #onAnswer: (headers: IncomingHttpHeaders) => void;
  #etag: string | undefined;
  /** In force. */
  #applied: AgentConfig | undefined;
  #failing = false;
  readonly #timers: Timers;
  #cancel: () => void = () => {};
  #stopped = false;

  constructor(options: {
    client: CollectorClient;
    directory: string;
    logger: Logger;
    timers?: Timers;
    /** Called with each new valid configuration. */
    apply: (config: AgentConfig) => Promise<void>;
    /** Told of each answer that is for this agent, after what came with it is in force. */
    onAnswer?: (headers: IncomingHttpHeaders) => void;
  }) {
    this.#client = options.client;
    this.#path = join(options.directory, 'agent-config.json');
    this.#logger = options.logger;
    this.#apply = options.apply;
    this.#onAnswer = options.onAnswer ?? (() => {});
    this.#timers = options.timers ?? systemTimers;
  }

  /** Applies the copy on disk, if there is one, and begins to ask. */
  async start(): Promise<void> {
    const cached = await readFile(this.#path, 'utf8').catch(() => undefined);
    if (cached !== undefined && (await this.#accept(cached, 'disk'))) {
      this.#logger.info('configuration: working from the copy on disk until the collector answers');
    }
    await this.#ask();
  }

  async #ask(): Promise<void> {
    try {
      const answer = await this.#client.request({
        method: 'GET',
        path: '/api/v1/agent/config',
        headers: this.#etag === undefined ? {} : { 'if-none-match': this.#etag },
      });
      this.#failing = false;
      if (answer.status === 200) {
        if (await this.#accept(answer.body, 'collector')) await this.#keep(answer.body);
        // Also of a document that is not valid: the same one again would not be either.
        this.#etag = answer.headers.etag;
      } else if (answer.status !== 304) {
        this.#logger.warn(
          { status: answer.status, answer: answer.body.slice(0, 300) },
          'configuration: refused',
        );
      }
      if (answer.status === 200 || answer.status === 304) this.#onAnswer(answer.headers);
    } catch (error) {
      if (!this.#failing) this.#logger.warn({ err: error }, 'configuration: collector does not answer');
      this.#failing = true;
    }
    if (this.#stopped) return;
    this.#cancel = this.#timers.after(this.#applied ? ASK_EVERY_MS : ASK_EAGERLY_MS, () => void this.#ask());
  }

  /** What does not validate changes nothing: the configuration before it stays in force. */
  async #accept(text: string, source: string): Promise<boolean> {
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch {
      this.#logger.error({ source }, 'configuration: not JSON, ignored');
      return false;
    }
    const parsed = agentConfigSchema.safeParse(document);
    if (!parsed.success) {
      this.#logger.error(
        { source, issues: parsed.error.issues.slice(0, 5) },
        'configuration: not valid, ignored',
      );
      return false;
    }
    try {
      await this.#apply(parsed.data);
    } catch (error) {
      this.#logger.error(
        { err: error, source },
        'configuration: cannot be applied, going back to the one before',
      );
      await this.#goBack();
      return false;
    }
    this.#applied = parsed.data;
    return true;
  }

  /** Half of a configuration may be in force: the one before is put in its place as a whole. */
  async #goBack(): Promise<void> {
    if (!this.#applied) return;
    await this.#apply(this.#applied).catch((error) =>
      this.#logger.error({ err: error }, 'configuration: the one before cannot be applied either'),
    );
  }

  async #keep(text: string): Promise<void> {
    try {
      await writeFile(`${this.#path}.new`, text);
      await rename(`${this.#path}.new`, this.#path);
    } catch (error) {
      this.#logger.warn({ err: error }, 'configuration: cannot keep a copy on disk');
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }
}
