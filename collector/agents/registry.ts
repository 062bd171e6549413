/** When each agent was last heard, which version it is, and how far its clock is off. */
import type { Logger } from 'pino';
import { readAgents, writeAgent } from '../ledger/agents.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { AgentTable } from '../ledger/schema.ts';

/** An agent's clock that is further off makes its measurements hard to lay beside others. */
export const MAX_SKEW_MS = 5_000;
/** How often what was heard is written down, and a skew is measured again. */
const SAVE_EVERY_MS = 10_000;
const REPORT_SKEW_EVERY_MS = 60_000;

export interface Heard {
  readonly version: string | undefined;
  /** The agent's clock less ours, milliseconds. */
  readonly clockOffsetMs: number | undefined;
}

interface Entry {
  seenMs: number;
  version: string | null;
  clockOffsetMs: number | null;
  isSkewed: boolean;
  reportedMs: number;
  isSaved: boolean;
}

export interface RegistryParts {
  readonly ledger: Ledger;
  readonly now: () => number;
  readonly logger: Logger;
  /** Told once a minute of each agent whose clock is off. */
  readonly onSkew: (agent: string, offsetMs: number) => void;
}

export class AgentRegistry {
  readonly #parts: RegistryParts;
  readonly #entries = new Map<string, Entry>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: RegistryParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => void this.save(), SAVE_EVERY_MS);
  }

  /** An agent has asked for something. */
  heard(id: string, { version, clockOffsetMs }: Heard): void {
    const seenMs = this.#parts.now();
    const entry = this.#entries.get(id) ?? {
      seenMs,
      version: null,
      clockOffsetMs: null,
      isSkewed: false,
      reportedMs: Number.NEGATIVE_INFINITY,
      isSaved: false,
    };
    this.#entries.set(id, entry);
    entry.seenMs = seenMs;
    entry.isSaved = false;
    entry.version = version ?? entry.version;
    if (clockOffsetMs === undefined) return;
    entry.clockOffsetMs = Math.round(clockOffsetMs);
    this.#compareClocks(id, entry);
  }

  #compareClocks(id: string, entry: Entry): void {
    const { logger, onSkew } = this.#parts;
    const offsetMs = entry.clockOffsetMs ?? 0;
    const isSkewed = Math.abs(offsetMs) > MAX_SKEW_MS;
    if (isSkewed !== entry.isSkewed) {
      if (isSkewed) logger.warn({ agent: id, offsetMs }, 'agent: its clock is off by more than 5 s');
      else logger.info({ agent: id, offsetMs }, 'agent: its clock is right again');
    }
    entry.isSkewed = isSkewed;
    if (!isSkewed || entry.seenMs - entry.reportedMs < REPORT_SKEW_EVERY_MS) return;
    entry.reportedMs = entry.seenMs;
    onSkew(id, offsetMs);
  }

  /** What is known of every agent that was ever heard or enrolled. */
  async list(): Promise<ReadonlyMap<string, AgentTable>> {
    const rows = await readAgents(this.#parts.ledger);
    const known = new Map<string, AgentTable>(rows.map((row) => [row.id, row]));
    for (const [id, entry] of this.#entries) {
      const before = known.get(id) ?? { id, enrolled_ms: null, revoked_ms: null };
      known.set(id, { ...before, ...factsOf(entry) });
    }
    return known;
  }

  /** Writes down what was heard since it was last done. Failing, it is done with the next. */
  async save(): Promise<void> {
    const unsaved = [...this.#entries].filter(([, entry]) => !entry.isSaved);
    if (unsaved.length === 0) return;
    for (const [, entry] of unsaved) entry.isSaved = true;
    try {
      await this.#parts.ledger.transaction().execute(async (transaction) => {
        for (const [id, entry] of unsaved) {
          await writeAgent(transaction, id, factsOf(entry));
        }
      });
    } catch (error) {
      for (const [, entry] of unsaved) entry.isSaved = false;
      this.#parts.logger.error({ err: error }, 'agents: cannot write down what was heard');
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.save();
  }
}

function factsOf({ seenMs, version, clockOffsetMs }: Entry) {
  return { seen_ms: seenMs, version, clock_offset_ms: clockOffsetMs };
}
