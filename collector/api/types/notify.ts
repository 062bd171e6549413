/** What the HTTP API answers about messages: who gets them, by what, and the outbox. */

import type { Severity } from '../../../model/incident.ts';
import type { SiteClass } from '../../../model/inventory.ts';
import type { ChannelKind, Medium, Stage } from '../../../model/medium.ts';
import type { List } from './parts.ts';

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
