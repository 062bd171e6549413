/** The one shape of an API resource: what it needs of the collector, and how a route is declared. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { LoadedConfig } from '../../config/load.ts';
import type { SubjectId } from '../../model/state.ts';
import type { OidcProvider } from '../accounts/oidc/provider.ts';
import type { BundleOffer } from '../agent-bundle/offer.ts';
import type { AgentRegistry } from '../agents/registry.ts';
import type { AuditAction } from '../audit/actions.ts';
import type { Manifest } from '../backup/manifest.ts';
import type { IncidentChange } from '../incidents/incidents.ts';
import type { Ingest } from '../ingest/ingest.ts';
import type { Ledger, LedgerTransaction } from '../ledger/ledger.ts';
import type { MaintenancePlan } from '../maintenance/plan.ts';
import type { RunningNotifications } from '../notify/open-notifications.ts';
import type { RemoteTests } from '../remote-tests/tests.ts';
import type { RunningRules } from '../rules/open-rules.ts';
import type { StateTracker } from '../state/tracker.ts';
import type { MetricStore } from '../store/metric-store.ts';
import type { RouteAccess } from './auth/access.ts';
import type { ErrorShape } from './errors.ts';
import { ApiRefusal } from './errors.ts';
import type { EventHub } from './event-hub.ts';
import type { Limits } from './limits.ts';

export interface ApiContext {
  readonly config: LoadedConfig;
  readonly ledger: Ledger;
  readonly store: MetricStore;
  readonly tracker: StateTracker;
  readonly plan: MaintenancePlan;
  readonly ingest: Ingest;
  readonly hub: EventHub;
  readonly agents: AgentRegistry;
  readonly bundles: BundleOffer;
  /** Where the configuration has one. */
  readonly oidc: OidcProvider | undefined;
  readonly remoteTests: RemoteTests;
  readonly limits: Limits;
  readonly rules: Pick<RunningRules, 'file' | 'watch'>;
  readonly notifications: Pick<RunningNotifications, 'file' | 'duties' | 'sendTest' | 'retry' | 'discard'>;
  /** Signs the links by which incidents are acknowledged, and what a known browser has. */
  readonly ackKey: Buffer;
  readonly logger: Logger;
  /** Ports of 127.0.0.1 instead of the demonstration's addresses. */
  readonly singleAddress: boolean;
  /** Has the collector take its configuration over as it is now; it is away for a second or two. */
  takeOver(): void;
  now(): number;
  /** Name of the site or room that a subject is. */
  nameOf(subject: SubjectId): string;
  /** What can have a state, by `kind:id`; a plain id is a site's. */
  findSubject(text: string): { readonly subject: SubjectId; readonly site: string } | undefined;
  /** Does something with incidents, in one transaction with what follows from it. */
  act(
    operation: (transaction: LedgerTransaction) => Promise<IncidentChange[]>,
  ): Promise<readonly IncidentChange[]>;
  /** What keeps the collector from its work; empty when nothing does. */
  problems(): string[];
  /** Copies everything into a new folder. @throws UserError when it cannot be used. */
  backUp(folder: string): Promise<Manifest>;
  /** The figures of `/metrics`, Prometheus text format. */
  metrics(): Promise<string>;
}

/** What a route says of itself: `/api/openapi.json` is made of it. */
export interface RouteDescription {
  /** What it is for, in a line. */
  readonly summary: string;
  /** What else there is to know. */
  readonly description?: string;
  /** As its handler reads them; of those that are objects each member is told by itself. */
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** As JSON, unless `consumes` says otherwise. */
  readonly body?: z.ZodType;
  readonly consumes?: string;
  /** What it answers as JSON; of what comes line by line, one line or event. */
  readonly answer?: z.ZodType;
  /** Content types; default: JSON where there is an `answer`. */
  readonly produces?: readonly string[];
  /** Of an answer that is no refusal; default 200. */
  readonly status?: 201 | 202 | 204 | 206 | 303;
}

export interface Route extends RouteDescription, RouteAccess {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  /** What the audit calls it; every route has one by which a person changes anything. */
  readonly audit?: AuditAction;
  /** Default: ours. */
  readonly errorShape?: ErrorShape;
  /** Bytes; the server's default otherwise. */
  readonly bodyLimit?: number;
  handle(request: FastifyRequest, reply: FastifyReply, context: ApiContext): Promise<unknown>;
}

/** Parameters by schema. @throws ApiRefusal 400 that names each that does not fit. */
export function readParams<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new ApiRefusal(400, 'bad_parameter', `not valid: ${details.join('; ')}`, { details });
}

/** The end of the year 2100: later ones are slips. */
const LATEST_MOMENT_MS = Date.UTC(2101, 0);

/** A moment in a query: ISO 8601 or epoch milliseconds. */
export const momentSchema = z
  .union([
    z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
    z.coerce.number().int().min(0).max(LATEST_MOMENT_MS),
  ])
  .describe('ISO 8601 or epoch milliseconds');

export function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
