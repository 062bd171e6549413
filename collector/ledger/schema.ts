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

/** Which records of each agent's spool have been taken over. */
export interface BatchMarkTable {
  agent: string;
  epoch: string;
  /** Ranges of record numbers: `1-500,720-731`. */
  taken: string;
}

/** `agent`: of an agent. `access`: reads. `write`: of other programs that write measurements. `admin`: reads, and lets agents in and out. */
export type TokenKind = 'agent' | 'access' | 'write' | 'admin';

export interface TokenTable {
  id: Generated<number>;
  kind: TokenKind;
  /** The agent's id, or who the token was made for. */
  holder: string;
  /** SHA-256 of the token, hexadecimal: the token itself is nowhere. */
  hash: string;
  created_ms: number;
  /** Of kind `write`: the sites that may be written for, separated by commas; null: all. */
  sites: string | null;
}

/** Codes by which an agent gets its token: good for one agent, once, until they expire. */
export interface EnrolmentCodeTable {
  id: Generated<number>;
  /** SHA-256 of the code, hexadecimal. */
  hash: string;
  agent: string;
  created_ms: number;
  expires_ms: number;
  used_ms: number | null;
  /** Hash of the token that it was used for: the same agent may ask again when the answer was lost. */
  token_hash: string | null;
}

/** What is known of an agent beside its configuration. */
export interface AgentTable {
  id: string;
  enrolled_ms: number | null;
  /** Its token was taken away; null again when it is enrolled anew. */
  revoked_ms: number | null;
  seen_ms: number | null;
  version: string | null;
  /** The agent's clock less ours at its latest request; the way of the request is in it. */
  clock_offset_ms: number | null;
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
  enrolment_code: EnrolmentCodeTable;
  agent: AgentTable;
  meta: MetaTable;
}

export type IncidentRecord = Selectable<IncidentTable>;
export type OutboxRecord = Selectable<OutboxTable>;
export type NewOutboxRecord = Insertable<OutboxTable>;
