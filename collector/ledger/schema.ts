/** Tables of the operational database, as Kysely sees them. Times are epoch milliseconds, UTC. */
import type { Generated, Insertable, Selectable } from 'kysely';
import type { State, SubjectId } from '../../model/state.ts';

/** Stretches of time in one state: gap-free and not overlapping for each subject; one is open. */
export interface IntervalTable {
  id: Generated<number>;
  subject: SubjectId;
  state: State;
  from_ms: number;
  to_ms: number | null;
  /** Line protocol of the measurement that began it; null: silence did. */
  proof: string | null;
  /** When it was decided. */
  decided_ms: number;
}

export interface IncidentTable {
  id: Generated<number>;
  subject: SubjectId;
  site: string;
  kind: 'down';
  opened_ms: number;
  resolved_ms: number | null;
  proof: string | null;
}

/** What happened to an incident, in order. */
export interface IncidentEventTable {
  id: Generated<number>;
  incident: number;
  at_ms: number;
  event: 'opened' | 'resolved';
  proof: string | null;
}

export type OutboxStatus = 'pending' | 'delivered' | 'dead';

export interface OutboxTable {
  id: Generated<number>;
  /** Says the same thing to the same person only once, over restarts too. */
  idempotency_key: string;
  incident: number;
  channel: 'smtp';
  recipient: string;
  subject: string;
  text: string;
  status: OutboxStatus;
  attempts: number;
  created_ms: number;
  /** Not before. */
  due_ms: number;
  delivered_ms: number | null;
  last_error: string | null;
}

/** How far each agent's spool has been taken over. */
export interface BatchMarkTable {
  agent: string;
  epoch: string;
  /** Number of the last record in our ingest log. */
  sequence: number;
}

export interface TokenTable {
  id: Generated<number>;
  kind: 'agent' | 'access';
  /** The agent's id, or who the token was made for. */
  holder: string;
  /** SHA-256 of the token, hexadecimal: the token itself is nowhere. */
  hash: string;
  created_ms: number;
}

/** Single values: `position`, the last batch of the ingest log whose evidence is in the ledger. */
export interface MetaTable {
  key: string;
  value: string;
}

export interface LedgerSchema {
  interval: IntervalTable;
  incident: IncidentTable;
  incident_event: IncidentEventTable;
  outbox: OutboxTable;
  batch_mark: BatchMarkTable;
  token: TokenTable;
  meta: MetaTable;
}

export type IncidentRecord = Selectable<IncidentTable>;
export type OutboxRecord = Selectable<OutboxTable>;
export type NewOutboxRecord = Insertable<OutboxTable>;
