/** What the HTTP API answers about agents and the bundles they upgrade to. */

import type { BundleRefusal, BundleReport } from '../../../model/agent-bundle.ts';

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

/** `POST /api/v1/agents/{id}/code` */
export interface EnrolmentCode {
  agent: string;
  code: string;
  expires: string;
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
