/** Tables of the operational database, as Kysely sees them. Times are epoch milliseconds, UTC. */
import type { Generated, Insertable, Selectable } from 'kysely';
import type { BundleRefusal, BundleReport } from '../../model/agent-bundle.ts';
import type { Cause, FactKind, IncidentEvent, Severity } from '../../model/incident.ts';
import type { ScopeKind } from '../../model/maintenance.ts';
import type { Medium } from '../../model/medium.ts';
import type { PersonRole } from '../../model/roles.ts';
import type { State, SubjectId } from '../../model/state.ts';

/** Why an interval is in the ledger as it is. */
export type IntervalReason = 'live' | 'late' | 'operator' | 'cause';

/**
 * Stretches of time in one state: gap-free and not overlapping for each subject; one is open. Nothing is changed
 * afterwards but by superseding: what was known at any moment can be read again.
 */
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
  /** When its end was decided: before that it was open. */
  closed_ms: number | null;
  /** When other intervals took its place. */
  superseded_ms: number | null;
  /** Of `unreachable`: the failed subject upstream. */
  upstream: SubjectId | null;
  /** Of an outage, once it is known. */
  cause: Cause | null;
  incident: number | null;
  reason: Generated<IntervalReason>;
  /** Who corrected it; null: the engine. */
  author: string | null;
}

export interface IncidentTable {
  id: Generated<number>;
  subject: SubjectId;
  site: string;
  /** `down`, `agent-silent`, `manual`, or the name of the rule that raised it. */
  kind: string;
  opened_ms: number;
  resolved_ms: number | null;
  proof: string | null;
  severity: Generated<Severity>;
  /** In somebody's own words; null: said from kind and subject. */
  title: string | null;
  cause: Cause | null;
  /** Who set the cause; null: the engine. */
  cause_author: string | null;
  acknowledged_ms: number | null;
  acknowledged_by: string | null;
  assignee: string | null;
  /** Since when its subject has been changing too often to be told each time. */
  flapping_ms: number | null;
  /** The incident that this one turned out to be a symptom of. */
  merged_into: number | null;
}

/** What happened to an incident, in order. */
export interface IncidentEventTable {
  id: Generated<number>;
  incident: number;
  at_ms: number;
  event: IncidentEvent;
  proof: string | null;
  /** When it was written down. */
  recorded_ms: number | null;
  /** Who did it; null: the engine. */
  author: string | null;
  text: string | null;
}

/** Who suffers from an incident beside its own subject, and how long. */
export interface IncidentAffectedTable {
  incident: number;
  subject: SubjectId;
  from_ms: number;
  to_ms: number | null;
}

/** What was measured around an outage and speaks for one cause or another. */
export interface IncidentFactTable {
  incident: number;
  kind: FactKind;
  /** Time of the first and of the last measurement of the kind. */
  from_ms: number;
  to_ms: number;
  points: number;
  /** Line protocol of one of them. */
  proof: string;
}

/** `withdrawn`: what it tells of turned out to be part of something else, or was told another way. */
export type OutboxStatus = 'pending' | 'delivered' | 'dead' | 'withdrawn';

export interface OutboxTable {
  id: Generated<number>;
  /** Says the same thing to the same person only once, over restarts too. */
  idempotency_key: string;
  /** null: about several, or none. */
  incident: number | null;
  /** Name of the recipient in the configuration. */
  person: string;
  medium: Medium;
  /** Address, as the medium has it. */
  recipient: string;
  subject: string;
  text: string;
  html: string | null;
  /** What belongs together in a mailbox. */
  thread: string;
  /** JSON: the same message by other media, for when this one fails. */
  fallback: string | null;
  /** The message that this one stands in for. */
  fallback_of: number | null;
  status: OutboxStatus;
  attempts: number;
  created_ms: number;
  /** Not before. */
  due_ms: number;
  delivered_ms: number | null;
  last_error: string | null;
  /** Files of this run of a scheduled report go with it. */
  report_run: number | null;
}

/** Why somebody is told of several incidents at once. */
export type Bundle = 'digest' | 'quiet' | 'storm';

/** What somebody is still to be told of, or has been, in a message about several incidents. */
export interface NoticeTable {
  id: Generated<number>;
  person: string;
  incident: number;
  bundle: Bundle;
  /** Separated by commas. */
  media: string;
  created_ms: number;
  due_ms: number;
  told_ms: number | null;
}

/** Others are told when nobody acknowledges. */
export interface EscalationTable {
  incident: number;
  /** Name of the route whose step it is. */
  route: string;
  /** The next one, from 0. */
  step: number;
  since_ms: number;
  due_ms: number;
}

/** Which records of each agent's spool have been taken over. */
export interface BatchMarkTable {
  agent: string;
  epoch: string;
  /** Ranges of record numbers: `1-500,720-731`. */
  taken: string;
}

/** `agent`: of an agent. `write`: of other programs that write measurements. The others: of people, by role. */
export type TokenKind = 'agent' | 'write' | PersonRole;

export interface TokenTable {
  id: Generated<number>;
  kind: TokenKind;
  /** The agent's id, or who the token was made for. */
  holder: string;
  /** SHA-256 of the token, hexadecimal: the token itself is nowhere. */
  hash: string;
  created_ms: number;
  /** Not of agents: the sites that it is good for, separated by commas; null: all. */
  sites: string | null;
  /** When it ends; null: when somebody ends it. */
  expires_ms: number | null;
  /** Of people: codes of the units that it is good for, separated by commas; null: the whole province. */
  scope: string | null;
}

export interface UserTable {
  id: Generated<number>;
  /** Small letters, composed (NFC). */
  name: string;
  full_name: string;
  role: PersonRole;
  /** Codes of the units whose sites they see, separated by commas; empty: the whole province. */
  scope: string;
  /** `scrypt$N$r$p$salt$hash`; null: none yet. */
  password: string | null;
  disabled_ms: number | null;
  /** Base32; null: no second factor. */
  totp_secret: string | null;
  /** The latest time step (RFC 6238 section 4.2) whose code was used: none is good twice. */
  totp_step: Generated<number>;
  created_ms: number;
  password_ms: number | null;
  signed_in_ms: number | null;
  /** Issuer and subject of who signs in by an identity provider. */
  oidc_subject: string | null;
}

/** Codes for somebody whose second factor is lost, each good once. */
export interface RecoveryCodeTable {
  hash: string;
  user: number;
}

/** Somebody who is signed in at the page, with a password or with a token. */
export interface SessionTable {
  id: Generated<number>;
  hash: string;
  user: number | null;
  token: number | null;
  created_ms: number;
  seen_ms: number;
  expires_ms: number;
  address: string;
  /** `User-Agent`, cut. */
  program: string;
}

/** Links by which somebody sets a password, once. `user` null: the first admin of an installation. */
export interface InvitationTable {
  hash: string;
  user: number | null;
  created_ms: number;
  expires_ms: number;
}

/** By the name that was typed, whether there is such a user or not. */
export interface SignInFailureTable {
  name: string;
  failures: number;
  last_ms: number;
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

/** What an agent said last of a bundle that was offered to it. */
export interface AgentBundleTable {
  agent: string;
  bundle: string;
  version: string;
  state: BundleReport['state'];
  reason: BundleRefusal | null;
  detail: string | null;
  at_ms: number;
}

/** What is usual for a series under a rule; `state` is the text of a Baseline. */
export interface BaselineTable {
  rule: string;
  series: string;
  state: string;
  changed_ms: number;
}

/** Single values: `position`, the last batch of the ingest log whose evidence is in the ledger. */
export interface MetaTable {
  key: string;
  value: string;
}

/** When somebody said beforehand that something will be away. None is ever removed: reports of the past need them. */
export interface MaintenanceTable {
  id: Generated<number>;
  scope_kind: ScopeKind;
  scope_id: string;
  note: string;
  author: string;
  /** The first time; the others last as long. */
  start_ms: number;
  end_ms: number;
  /** RFC 5545 section 3.3.10; null: once. */
  rrule: string | null;
  time_zone: string;
  created_ms: number;
  cancelled_ms: number | null;
  cancelled_by: string | null;
}

/** What somebody had the program do from afar. Rows are only ever added. */
export interface AuditTable {
  id: Generated<number>;
  at_ms: number;
  author: string;
  /** Where the request came from. */
  address: string;
  /** `test.start`, `test.end` */
  action: string;
  /** What it was done to: `site:tram-tau`. */
  object: string;
  detail: string;
  /** Hash of the record before. */
  previous: string;
  hash: string;
}

/** Since when a report is one that is sent by itself: what was due before is not caught up with. */
interface ReportScheduleTable {
  name: string;
  since_ms: number;
}

interface ReportRunTable {
  id: Generated<number>;
  /** Its name in the configuration. */
  schedule: string;
  /** `2026-10` */
  period: string;
  due_ms: number;
  made_ms: number;
}

interface ReportFileTable {
  run: number;
  name: string;
  content_type: string;
  content: Buffer;
}

/** A stretch in which a collector ran, and the last moment at which it was seen to. */
interface WatchingTable {
  id: Generated<number>;
  from_ms: number;
  seen_ms: number;
}

export interface SiteNoteTable {
  id: Generated<number>;
  site: string;
  text: string;
  author: string;
  at_ms: number;
  withdrawn_ms: number | null;
  withdrawn_by: string | null;
}

export interface LedgerSchema {
  audit: AuditTable;
  interval: IntervalTable;
  incident: IncidentTable;
  incident_event: IncidentEventTable;
  incident_affected: IncidentAffectedTable;
  incident_fact: IncidentFactTable;
  maintenance: MaintenanceTable;
  site_note: SiteNoteTable;
  outbox: OutboxTable;
  notice: NoticeTable;
  report_schedule: ReportScheduleTable;
  report_run: ReportRunTable;
  report_file: ReportFileTable;
  escalation: EscalationTable;
  batch_mark: BatchMarkTable;
  token: TokenTable;
  user: UserTable;
  recovery_code: RecoveryCodeTable;
  session: SessionTable;
  invitation: InvitationTable;
  sign_in_failure: SignInFailureTable;
  enrolment_code: EnrolmentCodeTable;
  agent: AgentTable;
  agent_bundle: AgentBundleTable;
  baseline: BaselineTable;
  meta: MetaTable;
  watching: WatchingTable;
}

export type IntervalRecord = Selectable<IntervalTable>;
export type IncidentRecord = Selectable<IncidentTable>;
export type OutboxRecord = Selectable<OutboxTable>;
export type UserRecord = Selectable<UserTable>;
export type SiteNoteRecord = Selectable<SiteNoteTable>;
export type AuditRecord = Selectable<AuditTable>;
export type NewOutboxRecord = Insertable<OutboxTable>;
