/**
 * Tells people that the collector is gone, once, and that it is back: an agent elsewhere with ways of its own, when
 * nobody is left who would. What was told is on the disk, so that a restart repeats nothing.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { formatTime, translator } from '../config/messages.ts';
import type { CollectorAlarm } from '../model/channel-settings.ts';
import { toGsmText } from '../model/gsm-text.ts';
import type { Timers } from './scheduler.ts';

/** How often it is looked at. */
const LOOK_EVERY_MS = 5_000;
/** The agent asks the collector for something every half minute: silence begins after two that were not answered. */
const SILENCE_MS = 75_000;
/** An agent that was started anew gives the collector this long, whatever was the case before. */
const GRACE_MS = 60_000;
/** After an attempt that failed. */
const RETRY_MS = 60_000;
/** An attempt that takes longer has failed. */
const ATTEMPT_MS = 45_000;

/** A way to deliver, as the agent is given it. */
export interface AlarmSender {
  readonly kind: string;
  send(
    message: {
      readonly recipient: string;
      readonly subject: string;
      readonly text: string;
      readonly thread: string;
      readonly idempotencyKey: string;
    },
    attempt: { readonly signal: AbortSignal; step(stage: string, detail: string): void },
  ): Promise<void>;
  close(): void;
}

export type OpenAlarmSenders = (settings: CollectorAlarm) => Promise<readonly AlarmSender[]>;

const stateSchema = z.strictObject({
  /** The last answer before a silence that goes on, or that people were told of; epoch milliseconds. */
  silentSinceMs: z.number().optional(),
  /** Who knows that the collector is gone, and not yet that it is back. */
  told: z.array(z.string()),
});
type State = z.output<typeof stateSchema>;

export interface CollectorAlarmParts {
  readonly agent: string;
  readonly directory: string;
  readonly openSenders: OpenAlarmSenders;
  /** Monotonic time of the collector's latest answer; `undefined`: none since the start. */
  readonly heardMs: () => number | undefined;
  readonly site: () => string;
  readonly now: () => number;
  readonly timers: Timers;
  readonly logger: Logger;
}

export class CollectorAlarmWatch {
  readonly #parts: CollectorAlarmParts;
  readonly #path: string;
  readonly #startedMs: number;
  #settings: CollectorAlarm | undefined;
  #senders: readonly AlarmSender[] = [];
  #state: State = { told: [] };
  /** Silence from before the start, milliseconds. */
  #carriedMs = 0;
  #nextTryMs = 0;
  #cancel: () => void = () => {};
  #stopped = false;

  constructor(parts: CollectorAlarmParts) {
    this.#parts = parts;
    this.#path = join(parts.directory, 'collector-alarm.json');
    this.#startedMs = parts.timers.monotonicMs();
  }

  /** Reads what was told before, and begins to look. */
  async start(): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch(() => undefined);
    if (text !== undefined) this.#read(text);
    const { silentSinceMs } = this.#state;
    if (silentSinceMs !== undefined) this.#carriedMs = Math.max(0, this.#parts.now() - silentSinceMs);
    this.#lookLater();
  }

  #read(text: string): void {
    try {
      this.#state = stateSchema.parse(JSON.parse(text));
    } catch (error) {
      this.#parts.logger.warn({ err: error, path: this.#path }, 'collector alarm: not readable, begun anew');
    }
  }

  async configure(settings: CollectorAlarm | undefined): Promise<void> {
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
    for (const sender of this.#senders) sender.close();
    this.#senders = settings ? await this.#parts.openSenders(settings) : [];
    this.#settings = settings;
    this.#nextTryMs = 0;
  }

  #lookLater(): void {
    if (this.#stopped) return;
    this.#cancel = this.#parts.timers.after(LOOK_EVERY_MS, () => {
      void this.look()
        .catch((error) => this.#parts.logger.error({ err: error }, 'collector alarm: failed'))
        .finally(() => this.#lookLater());
    });
  }

  /** Tells whoever is to be told now. */
  async look(): Promise<void> {
    const settings = this.#settings;
    if (!settings) return;
    const silentMs = this.#silentMs(settings);
    // Who is told after less is told of a silence that has begun.
    const isSilent = silentMs >= Math.min(SILENCE_MS, settings.after);
    if (isSilent && this.#state.silentSinceMs === undefined) {
      await this.#keep({ ...this.#state, silentSinceMs: Math.round(this.#parts.now() - silentMs) });
    }
    if (silentMs >= settings.after) await this.#tell('gone', settings, this.#notTold(settings));
    else if (!isSilent && this.#parts.heardMs() !== undefined) await this.#tellBack(settings);
  }

  #silentMs({ after }: CollectorAlarm): number {
    const nowMs = this.#parts.timers.monotonicMs();
    const heardMs = this.#parts.heardMs();
    if (heardMs !== undefined) return nowMs - heardMs;
    return nowMs - this.#startedMs + Math.min(this.#carriedMs, Math.max(0, after - GRACE_MS));
  }

  #notTold({ to }: CollectorAlarm): string[] {
    return to.map(addressOf).filter((address) => !this.#state.told.includes(address));
  }

  async #tellBack(settings: CollectorAlarm): Promise<void> {
    const { silentSinceMs, told } = this.#state;
    if (silentSinceMs === undefined) return;
    await this.#tell('back', settings, told);
    if (this.#state.told.length === 0) await this.#keep({ told: [] });
  }

  async #tell(what: 'gone' | 'back', settings: CollectorAlarm, addresses: readonly string[]): Promise<void> {
    const nowMs = this.#parts.timers.monotonicMs();
    if (addresses.length === 0 || nowMs < this.#nextTryMs) return;
    let failed = false;
    for (const address of [...addresses]) {
      if (this.#stopped) return;
      if (!(await this.#send(what, settings, address))) {
        failed = true;
        continue;
      }
      const others = this.#state.told.filter((other) => other !== address);
      await this.#keep({ ...this.#state, told: what === 'gone' ? [...others, address] : others });
    }
    this.#nextTryMs = failed ? nowMs + RETRY_MS : 0;
  }

  /** By the first way that takes it. */
  async #send(what: 'gone' | 'back', settings: CollectorAlarm, address: string): Promise<boolean> {
    const { agent, site, now, logger } = this.#parts;
    const isMail = address.includes('@');
    const t = translator(settings.language);
    const sinceMs = this.#state.silentSinceMs ?? now();
    const time = (timeMs: number) => formatTime(timeMs, settings.language, settings.time_zone);
    const params = { agent, site: site(), since: time(sinceMs), until: time(now()) };
    const text = t(`collector_alarm.${what}.text`, params);
    const message = {
      recipient: address,
      subject: t(`collector_alarm.${what}.subject`, params),
      text: isMail ? text : toGsmText(text),
      thread: `canhmang-collector-${agent}-${sinceMs}`,
      idempotencyKey: `canhmang-collector-${agent}-${sinceMs}-${what}`,
    };
    for (const sender of this.#senders.filter(({ kind }) => (kind === 'smtp') === isMail)) {
      try {
        await sender.send(message, { signal: AbortSignal.timeout(ATTEMPT_MS), step: () => {} });
        logger.warn({ what, channel: sender.kind }, 'collector alarm: told');
        return true;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        logger.error({ what, channel: sender.kind, reason }, 'collector alarm: not delivered');
      }
    }
    return false;
  }

  async #keep(state: State): Promise<void> {
    this.#state = state;
    try {
      await writeFile(`${this.#path}.new`, JSON.stringify(state));
      await rename(`${this.#path}.new`, this.#path);
    } catch (error) {
      this.#parts.logger.warn({ err: error }, 'collector alarm: cannot be kept on disk');
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
    for (const sender of this.#senders) sender.close();
  }
}

function addressOf(person: CollectorAlarm['to'][number]): string {
  return 'email' in person ? person.email : person.phone;
}
