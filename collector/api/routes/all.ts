/** All that the API has. */
import type { Route } from '../resource.ts';
import { aboutRoute } from './about.ts';
import { accountRoutes } from './account.ts';
import { ackRoutes } from './ack.ts';
import { agentBundleRoutes } from './agent-bundle.ts';
import { agentConfigRoute } from './agent-config.ts';
import { agentTestRoutes } from './agent-tests.ts';
import { agentRoutes } from './agents.ts';
import { auditRoutes } from './audit.ts';
import { backupRoute } from './backup.ts';
import { enrolRoute } from './enrol.ts';
import { eventsRoute } from './events.ts';
import { healthRoutes } from './health.ts';
import { incidentActRoutes } from './incident-acts.ts';
import { incidentRoutes } from './incidents.ts';
import { influxRoutes } from './influx.ts';
import { inventoryRoutes } from './inventory.ts';
import { maintenanceRoutes } from './maintenance.ts';
import { notifyRoutes } from './notify.ts';
import { notifySetupRoutes } from './notify-setup.ts';
import { oidcRoutes } from './oidc.ts';
import { openApiRoutes } from './openapi.ts';
import { evidenceRoute, qualityRoute, reportsRoute, scheduledReportsRoute } from './reports.ts';
import { rulesRoute } from './rules.ts';
import { rulesTrialRoutes } from './rules-trial.ts';
import { sessionRoutes } from './session.ts';
import { setupRoutes } from './setup.ts';
import { siteNoteRoutes } from './site-notes.ts';
import { siteTestRoutes } from './site-tests.ts';
import { siteRoutes } from './sites.ts';
import { storeCopyRoute } from './store-copy.ts';
import { tokenRoutes } from './tokens.ts';
import { userRoutes } from './users.ts';
import { writeRoutes } from './write.ts';

const RESOURCES: readonly Route[] = [
  ...healthRoutes,
  ...influxRoutes,
  agentConfigRoute,
  ...agentTestRoutes,
  enrolRoute,
  backupRoute,
  storeCopyRoute,
  ...agentRoutes,
  ...agentBundleRoutes,
  ...auditRoutes,
  ...notifyRoutes,
  ...notifySetupRoutes,
  ...sessionRoutes,
  ...oidcRoutes,
  ...setupRoutes,
  ...accountRoutes,
  ...userRoutes,
  ...tokenRoutes,
  aboutRoute,
  ...siteRoutes,
  ...siteNoteRoutes,
  ...siteTestRoutes,
  ...incidentRoutes,
  ...incidentActRoutes,
  rulesRoute,
  ...rulesTrialRoutes,
  ...inventoryRoutes,
  ...maintenanceRoutes,
  evidenceRoute,
  qualityRoute,
  reportsRoute,
  scheduledReportsRoute,
  eventsRoute,
  ...ackRoutes,
];

export const ROUTES: readonly Route[] = [...RESOURCES, ...openApiRoutes([...RESOURCES, ...writeRoutes])];

/** Their bodies are measurements, which are read as they come. */
export const WRITING_ROUTES: readonly Route[] = writeRoutes;
