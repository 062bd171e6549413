/** What the HTTP API answers. Types only: the web UI and the CLI import this file and nothing else of the collector. */

import type { BundleRefusal, BundleReport } from '../../model/agent-bundle.ts';
import type { Cause, FactKind, IncidentEvent, Severity } from '../../model/incident.ts';
import type { SiteClass } from '../../model/inventory.ts';
import type { ChannelKind, Medium, Stage } from '../../model/medium.ts';
import type { PersonRole } from '../../model/roles.ts';
import type { State, SubjectId } from '../../model/state.ts';

/** `GET /api/v1/reports/uptime?format=json`, and the rows of `GET /api/v1/reports/scheduled`. */
export type {
  ReportHeader,
  ReportOutage,
  ReportRow,
  StripCell,
  UptimeReport,
} from '../reports/report.ts';
export type { ScheduledReportRow } from '../reports/schedule/row.ts';

export interface List<T> {
  items: T[];
  total: number;
}

/** `GET /api/v1/rules` */
export interface RulesReport {
  /** In force. */
  items: { name: string; of: string; severities: Severity[] }[];
  /** Of the file as it is now, with file, line and column; the rules from before are in force. */
  problems: string[];
  /** Alarms that stay as they were: their data has stopped. */
  stale: { kind: string; subject: SubjectId; subjectName: string }[];
}

/** `GET /api/v1/rules/file` */
export interface RulesFileAnswer {
  /** Of the installation's own file; empty where it has none. */
  text: string;
  /** Its name; `null`: the installation has only the rules that ship. */
  name: string | null;
  /** In force. */
  rules: RuleDetail[];
}

export interface RuleDetail {
  name: string;
  /** `null`: it has words in the catalogue. */
  title: { vi: string; en: string } | null;
  of: 'site' | 'device' | 'line' | 'room' | 'agent';
  /** `ping.average_response_ms` */
  metrics: string[];
  when: 'above' | 'below' | 'equal';
  aggregate: string;
  /** Of `aggregate`; 0 where the last value counts. */
  windowMs: number;
  /** Values are deviations from what is usual. */
  isBaseline: boolean;
  levels: RuleLevelRow[];
  /** Instead of `levels`, at sites of a class; without any it is not judged there. */
  byClass: { class: SiteClass; levels: RuleLevelRow[] }[];
  /** How long it has to be so. */
  raiseAfterMs: number;
  clearAfterMs: number;
}

export interface RuleLevelRow {
  severity: Severity;
  raise: number;
  clear: number;
}

/** `POST /api/v1/rules/check` */
export interface RulesCheckAnswer {
  /** How many rules it comes to; `null`: it cannot be used. */
  rules: number | null;
  problems: RulesProblem[];
}

export interface RulesProblem {
  line: number;
  column: number;
  text: string;
  /** It may be meant so. */
  isRemark: boolean;
}

/** `POST /api/v1/rules/replay` */
export interface RulesReplayAnswer extends RulesCheckAnswer {
  /** The first of what would have been raised. */
  raised: {
    rule: string;
    subject: string;
    subjectName: string;
    severity: Severity;
    detail: string;
    from: string;
    /** `null`: still open at the end. */
    to: string | null;
    /** It ended because its data stopped. */
    dataStopped: boolean;
  }[];
  total: number;
  /** Measurements that were looked at. */
  points: number;
  /** Up to where it came: before the wanted end, it was too much for once. */
  until: string;
  isWhole: boolean;
}

/** `GET /api/v1/about` */
export interface About {
  name: 'canhmang';
  version: string;
  /** The data is simulated, and every page says so. */
  demonstration: boolean;
  /** Names the installation: "Mạng truyền số liệu chuyên dùng tỉnh Yên Bái". */
  title: string;
  language: 'vi' | 'en';
  /** IANA time zone that people read times in. */
  timeZone: string;
  nowMs: number;
  store: StoreStanding;
}

export interface StoreStanding {
  /** Kind of the configuration: `embedded`, `influxdb1`... */
  kind: string;
  /** The server does not answer: measurements wait in the ingest log. */
  away: { since: string; reason: string } | null;
  /** What is in the ingest log, bytes; at its limit agents have to keep their points. */
  logBytes: number;
  logLimitBytes: number;
}

/** One row of `GET /api/v1/sites`. */
export interface SiteRow {
  id: string;
  shortName: string;
  name: string;
  class: SiteClass;
  /** Code and name of its administrative unit. */
  unit: string;
  unitName: string;
  /** Code and name of the unit of district level, `null` at province level. */
  district: string | null;
  districtName: string | null;
  upstream: string | null;
  state: State;
  /** Inside a maintenance window; the state is the real one all the same. */
  maintenance: boolean;
  /** Since when it is in this state, ISO 8601, UTC. */
  since: string;
  latitude: number | null;
  longitude: number | null;
  /** Of the latest round from the core; `null` when it failed or there was none. */
  rttMs: number | null;
  lossPercent: number | null;
}

/** One row of `GET /api/v1/rooms`. */
export interface RoomRow {
  id: string;
  name: string;
  level: 'province' | 'district';
  site: string;
  state: State;
  /** Inside a maintenance window; the state is the real one all the same. */
  maintenance: boolean;
  since: string;
  /** Of the latest round; `null` when it failed or there was none. */
  rttMs: number | null;
  lossPercent: number | null;
  jitterMs: number | null;
  /** What people would say of a call now (ITU-T G.107), 1 to 4.5. */
  mos: number | null;
  /** `null`: nothing asks it, or there was no answer to the question of late. */
  codec: RoomCodec | null;
  /** Of its site. */
  lines: LineRow[];
}

export interface RoomCodec {
  reachable: boolean;
  /** `null`: its protocol does not say. */
  inCall: boolean | null;
  callRateKbps: number | null;
}

export interface DeviceRow {
  id: string;
  name: string;
  kind: string;
  address: string;
  /** Whether it answered the latest poll; `null` where there was none of late. */
  answers: boolean | null;
  /** From the latest poll; `null` where it did not answer. */
  uptimeSeconds: number | null;
  responseMs: number | null;
}

export interface LineRow {
  id: string;
  carrier: string;
  bandwidthKbps: number;
  device: string;
  interfaceName: string;
  targetPercent: number;
  /** From the latest poll; `null` where there is none of late or its device did not answer. */
  inBps: number | null;
  outBps: number | null;
}

/** `GET /api/v1/sites/{id}` */
export interface SiteDetail extends SiteRow {
  address: string;
  devices: DeviceRow[];
  lines: LineRow[];
  rooms: RoomRow[];
  incidents: IncidentRow[];
  /** Of the last 24 hours. */
  availability: AvailabilityAnswer;
  /** Of the last 24 hours, oldest first, without gaps. */
  intervals: IntervalRow[];
}

export interface IntervalRow {
  state: State;
  from: string;
  /** `null`: still going on. */
  to: string | null;
}

/** `GET /api/v1/sites/{id}/availability?from=&to=` */
export interface AvailabilityAnswer {
  site: string;
  from: string;
  to: string;
  /** 0 to 100; `null` when nobody was looking all along. */
  availabilityPercent: number | null;
  seconds: Record<State, number>;
  outages: number;
  longestOutageSeconds: number;
}

/** One row of `GET /api/v1/sites/{id}/days?days=`: a calendar day, oldest first; the last is today as far as it is over. */
export interface SiteDay {
  from: string;
  to: string;
  /** 0 to 100; `null` when nobody was looking all along. */
  availabilityPercent: number | null;
  seconds: Record<State, number>;
  outages: number;
}

/** `GET /api/v1/sites/{id}/series?measurement=&field=&from=&to=&buckets=` */
export interface SeriesAnswer {
  series: {
    tags: Record<string, string>;
    /** Bucket start in epoch milliseconds, average, minimum, maximum. Empty buckets are left out. */
    buckets: [timeMs: number, average: number, minimum: number, maximum: number][];
  }[];
}

/** One row of `GET /api/v1/incidents`; docs/incidents.md has the parameters. */
export interface IncidentRow {
  /** Counts up from 1: what people say on the telephone. */
  id: number;
  subject: string;
  /** Name of the site or room it is about. */
  subjectName: string;
  site: string;
  /** `down`, `agent-silent`, `manual`, or the name of the rule that raised it. */
  kind: string;
  severity: Severity;
  /** In somebody's own words; `null`: said from kind and subject. */
  title: string | null;
  /** `null`: not known yet. */
  cause: Cause | null;
  /** Its subject changes too often to be told each time. */
  flapping: boolean;
  /** Number of subjects that suffer or suffered beside its own. */
  affected: number;
  /** The incident that this one is part of; lists leave it out then. */
  mergedInto: number | null;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  assignee: string | null;
  openedAt: string;
  resolvedAt: string | null;
  /** What decided it: line protocol of the deciding measurement. */
  proof: string | null;
}

/** `GET /api/v1/incidents` */
export interface IncidentList extends List<IncidentRow> {
  /** `before` of the next page; `null`: this is the last. */
  next: number | null;
}

/** A measurement that decided something. */
export interface EvidenceRow {
  /** Line protocol. */
  line: string;
  /** `null` with no values: the line cannot be read any more. */
  measurement: string | null;
  at: string | null;
  tags: Record<string, string>;
  fields: Record<string, number | string | boolean>;
}

/** `GET /api/v1/incidents/{id}`, and what each action on it answers. */
export interface IncidentDetail extends IncidentRow {
  /** Who set the cause; `null`: it was worked out. */
  causeAuthor: string | null;
  evidence: EvidenceRow | null;
  /** In the order in which it was written down. */
  timeline: {
    event: IncidentEvent;
    at: string;
    recordedAt: string | null;
    /** `null`: the program itself. */
    author: string | null;
    text: string | null;
    evidence: EvidenceRow | null;
  }[];
  facts: { kind: FactKind; from: string; to: string; points: number; evidence: EvidenceRow | null }[];
  affectedSubjects: { subject: string; name: string; from: string; to: string | null }[];
  /** Incidents that are part of this one. */
  parts: IncidentRow[];
}

/** One row of `GET /api/v1/maintenance`. */
export interface MaintenanceRow {
  /** A number, or `config-` and its place in the configuration's list. */
  id: string;
  /** `site:tram-tau`, `unit:139`, `device:…`, `line:…`, `room:…` */
  scope: string;
  scopeName: string;
  note: string;
  author: string;
  /** Of the first time. */
  start: string;
  end: string;
  rrule: string | null;
  cancelledAt: string | null;
  active: boolean;
  /** When it next begins; `null`: never again. */
  next: string | null;
}

/** One row of `GET /api/v1/maintenance/occurrences?from=&to=`: a time at which a window applies. */
export interface OccurrenceRow {
  /** Id of the window. */
  window: string;
  scope: string;
  scopeName: string;
  note: string;
  from: string;
  to: string;
}

/** `POST /api/v1/maintenance/preview`: when a window would apply next, if it were made. */
export interface MaintenancePreview {
  occurrences: { from: string; to: string }[];
}

/** One row of `GET /api/v1/agents`. */
export interface AgentRow {
  id: string;
  /** Where it stands; `null`: the configuration has neither agent nor site of this id any more. */
  site: string | null;
  vantage: 'core' | 'inside' | null;
  /** When it got its token by a code; `null`: never. */
  enrolledAt: string | null;
  /** When its token was taken away; `null`: it was not. */
  revokedAt: string | null;
  /** When it last asked for anything; `null`: never. */
  lastSeen: string | null;
  version: string | null;
  /** Its clock less the collector's; `null` before it was heard. */
  clockOffsetMs: number | null;
  /** Off by more than 5 s. */
  clockSkewed: boolean;
  /** What waits on its disk, as it said itself of late; `null`: it has not. */
  backlog: AgentBacklog | null;
}

export interface AgentBacklog {
  at: string;
  /** Batches that are still to be sent. */
  batches: number;
  bytes: number;
  /** Age of the oldest of them. */
  oldestSeconds: number;
}

/** One row of `GET /api/v1/audit`. */
export interface AuditRow {
  id: number;
  at: string;
  author: string;
  /** Where the request came from. */
  address: string;
  /** `test.start`, `incident.comment`: `AUDIT_ACTIONS`. */
  action: string;
  /** `site:tram-tau` */
  object: string;
  detail: string;
  /** SHA-256 of this record and of the hash of the one before it. */
  hash: string;
}

/** `GET /api/v1/audit/verify` */
export interface AuditVerdictAnswer {
  /** Looked at: all, or up to the broken one. */
  records: number;
  /** The newest record; `null` without records, or when the chain is broken. */
  head: { id: number; hash: string } | null;
  broken: {
    id: number;
    /**
     * `changed`: not what its hash was taken of. `unlinked`: it does not follow the one before. `cut`: not the record
     * that was noted.
     */
    reason: 'changed' | 'unlinked' | 'cut';
  } | null;
}

/** `POST /api/v1/agents/{id}/code` */
export interface EnrolmentCode {
  agent: string;
  code: string;
  expires: string;
}

/** `POST /api/v1/backup` */
export interface BackupAnswer {
  folder: string;
  files: number;
  bytes: number;
  /** `false`: they are in a server that is backed up by its own means. */
  measurements: boolean;
}

/** `POST /api/v1/store/copy` */
export interface StoreCopyAnswer {
  folder: string;
}

/** `POST /api/v1/notify/test`: one for each channel that reaches the recipient. */
export interface NotifyTestAnswer {
  to: string;
  results: readonly {
    readonly channel: string;
    readonly recipient: string;
    readonly steps: readonly { readonly afterMs: number; readonly stage: Stage; readonly detail: string }[];
    /** `null`: the other side has taken it over. */
    readonly error: string | null;
  }[];
}

/** One row of `GET /api/v1/notify/outbox`, oldest first. */
export interface OutboxRow {
  id: number;
  person: string;
  medium: string;
  recipient: string;
  /** `null`: about several, or none. */
  incident: number | null;
  subject: string;
  /** `dead`: it is not tried again by itself. */
  status: 'pending' | 'dead';
  attempts: number;
  createdAt: string;
  dueAt: string;
  /** Of the latest attempt. */
  error: string | null;
}

/** `GET /api/v1/notify` */
export interface NotifyReport {
  /** Who is on duty, by rota. */
  duties: {
    rota: string;
    /** `null`: nobody. */
    member: string | null;
    /** When somebody else takes over, and who; `null`: nobody ever does. */
    until: string | null;
    next: string | null;
  }[];
  /** Of the configuration file as it is now, with file, line and column; what it said before is in force. */
  problems: string[];
  /** Keys of the file that have changed and are taken over at the next start. */
  waiting: string[];
}

/** `GET /api/v1/notify/setup`: as the configuration in force says it. */
export interface NotifySetup {
  recipients: {
    name: string;
    email: string | null;
    phone: string | null;
    /** Name of a webhook. */
    webhook: string | null;
    language: 'vi' | 'en';
    /** `22:00-06:00` */
    quiet: string | null;
  }[];
  rotas: {
    name: string;
    /** In the order in which they take over. */
    members: readonly string[];
    /** The day on which the first of them takes over. */
    start: string;
    everyDays: number;
    /** `07:30` */
    at: string;
    /** Local times of the installation. */
    overrides: readonly { readonly from: string; readonly to: string; readonly member: string }[];
  }[];
  routes: NotifyRouteRow[];
  /** `07:30` */
  digestAt: string[];
  channels: NotifyChannelRow[];
  media: NotifyMediumRow[];
}

/** What is empty does not narrow it. */
export interface NotifyRouteRow {
  name: string;
  to: readonly string[];
  /** Names. */
  units: string[];
  sites: string[];
  classes: readonly SiteClass[];
  /** At least. */
  severity: Severity;
  kinds: readonly string[];
  days: readonly ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
  hours: string | null;
  /** `sms`, `mail`, `webhook`, or `digest`, or `none` */
  how: { severity: Severity; media: string[] }[];
  escalate: { afterMs: number; to: readonly string[] }[];
}

export interface NotifyChannelRow {
  kind: ChannelKind;
  medium: Medium;
  /** Where it is, without secrets. */
  place: string;
}

export interface NotifyMediumRow {
  medium: Medium;
  hasChannel: boolean;
  waiting: number;
  /** Of those that wait: with an attempt that failed. */
  failing: number;
  dead: number;
  /** When the latest message was taken over; `null`: none was. */
  deliveredAt: string | null;
  /** Why the newest of those that fail or are dead did not go. */
  error: string | null;
}

/** `GET /api/v1/notify/messages`, the latest first. */
export interface MessageList extends List<MessageRow> {
  /** `before` of the next page; `null`: this is the last. */
  next: number | null;
}

export interface MessageRow {
  id: number;
  person: string;
  medium: Medium;
  recipient: string;
  incident: number | null;
  subject: string;
  text: string;
  status: 'pending' | 'delivered' | 'dead' | 'withdrawn';
  attempts: number;
  createdAt: string;
  dueAt: string;
  deliveredAt: string | null;
  error: string | null;
}

/** `POST /api/v1/notify/outbox/retry` */
export interface RetryAnswer {
  retried: number;
}

/** `POST /api/v1/notify/outbox/discard` */
export interface DiscardAnswer {
  discarded: number;
}

/** `GET` and `POST /api/v1/session` */
export interface SessionInfo {
  /** Who is signed in; `null`: nobody, which the demonstration minds only for administration. */
  user: SessionUser | null;
  /** What may be done without signing in; `null`: nothing. */
  openAs: PersonRole | null;
  /** Name of the identity provider that people may sign in by; `null`: there is none. */
  provider: string | null;
}

export interface SessionUser {
  name: string;
  fullName: string;
  role: PersonRole;
  /** Codes of the units that are seen; empty: the whole province. */
  scope: string[];
  /** By an access token, which has no password to change. */
  isToken: boolean;
  secondFactor: boolean;
}

/** One row of `GET /api/v1/account/sessions`: where the account is signed in. */
export interface AccountSession {
  id: number;
  /** The one that asks. */
  isThis: boolean;
  since: string;
  seen: string;
  address: string;
  /** What the browser says of itself. */
  program: string;
}

/** `POST /api/v1/account/second-factor` */
export interface SecondFactorOffer {
  /** Base32, to be typed where no picture can be taken. */
  secret: string;
  /** `otpauth://totp/...`, for the picture. */
  uri: string;
}

/** `POST /api/v1/account/second-factor/confirm` */
export interface SecondFactorConfirmed {
  /** Each good once, when the telephone is lost; shown this once. */
  recoveryCodes: string[];
}

/** `POST /api/v1/setup/look` */
export interface SetupOffer {
  /** `null`: for the first admin, who chooses a name. */
  user: { name: string; fullName: string } | null;
}

/** One row of `GET /api/v1/users`. */
export interface UserRow {
  name: string;
  fullName: string;
  role: PersonRole;
  scope: string[];
  disabled: boolean;
  /** Has set a password. */
  isReady: boolean;
  secondFactor: boolean;
  createdAt: string;
  signedInAt: string | null;
  /** Too many wrong passwords: nobody comes in with this name until then. */
  lockedUntil: string | null;
}

/** `POST /api/v1/users` and `POST /api/v1/users/{name}/invite` */
export interface UserInvitation {
  user: UserRow;
  /** By which the password is set; shown this once. */
  url: string;
  expires: string;
}

/** One row of `GET /api/v1/inventory`: a file that says what is watched. */
export interface InventoryFileRow {
  kind: 'units' | 'sites' | 'devices' | 'lines' | 'rooms' | 'unit_changes';
  name: string;
  /** Without the heading. */
  rows: number;
}

/** `POST /api/v1/inventory/preview` */
export interface InventoryPreview {
  /** What each file was taken for. */
  files: InventoryFileRow[];
  problems: {
    file: string;
    /** From 1, the heading's; `null`: the file as a whole. */
    row: number | null;
    /** The column's heading. */
    column: string | null;
    text: string;
  }[];
  changes: InventoryChange[];
  /** To be sent along for writing: what is written is what was looked at. */
  mark: string;
  /** The demonstration's own files stay as they are. */
  canWrite: boolean;
}

export interface InventoryChange {
  kind: 'units' | 'sites' | 'devices' | 'lines' | 'rooms';
  change: 'added' | 'removed' | 'changed';
  id: string;
  name: string;
  fields: { field: string; from: string; to: string }[];
}

/** `POST /api/v1/inventory` */
export interface InventoryWritten {
  /** Names of the files. The collector takes them over when it is started again. */
  written: string[];
}

/** One row of `GET /api/v1/tokens`: of people and programs, not of agents. */
export interface TokenRow {
  id: number;
  holder: string;
  kind: PersonRole | 'write';
  scope: string[];
  sites: string[];
  createdAt: string;
  expires: string | null;
}

/** `POST /api/v1/tokens` */
export interface NewToken {
  /** Shown this once. */
  token: string;
}

/**
 * `GET /api/v1/events`, Server-Sent Events. `id` counts up; after a reconnect with Last-Event-ID what was missed
 * comes again, or `reset` when too much was missed and the page has to read everything anew. `here` comes every 15 s,
 * without an id: who hears nothing for longer has lost the connection.
 */
export type ServerEvent =
  | { type: 'state'; subject: string; from: State; to: State; at: string }
  | { type: 'incident'; incident: IncidentRow }
  | { type: 'reset' }
  | { type: 'here' };

/** Every refusal of the API. */
export interface ApiError {
  error: { code: string; message: string; details?: string[] };
}

/** `GET /api/v1/agents/bundle` */
export interface AgentBundleStatus {
  /** `null`: none is offered. */
  offer: {
    id: string;
    version: string;
    bytes: number;
    signedAt: string;
    offeredAt: string;
    /** `null`: every agent. */
    agents: readonly string[] | null;
  } | null;
  items: AgentBundleRow[];
}

export interface AgentBundleRow {
  agent: string;
  site: string | null;
  /** Version that it said with its last request. */
  running: string | null;
  state: 'not_offered' | 'waiting' | BundleReport['state'];
  version: string | null;
  reason: BundleRefusal | null;
  detail: string | null;
  at: string | null;
}
