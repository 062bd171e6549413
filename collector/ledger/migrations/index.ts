/** Forward only: a migration that has landed is never changed, the next one is added behind it. */
import type { Migration } from 'kysely';
import { first } from './0001-first.ts';
import { enrolment } from './0002-enrolment.ts';
import { batchRanges } from './0003-batch-ranges.ts';
import { incidents } from './0004-incidents.ts';
import { notify } from './0005-notify.ts';
import { baseline } from './0006-baseline.ts';
import { maintenance } from './0007-maintenance.ts';
import { audit } from './0008-audit.ts';
import { agentBundle } from './0009-agent-bundle.ts';
import { intervalEnd } from './0012-interval-end.ts';
import { reportRuns } from './0013-report-runs.ts';
import { watching } from './0014-watching.ts';
import { auditChain } from './0015-audit-chain.ts';
import { accounts } from './0016-accounts.ts';
import { oidc } from './0017-oidc.ts';
import { siteNotes } from './0018-site-notes.ts';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-enrolment': enrolment,
  '0003-batch-ranges': batchRanges,
  '0004-incidents': incidents,
  '0005-notify': notify,
  '0006-baseline': baseline,
  '0007-maintenance': maintenance,
  '0008-audit': audit,
  '0009-agent-bundle': agentBundle,
  '0012-interval-end': intervalEnd,
  '0013-report-runs': reportRuns,
  '0014-watching': watching,
  '0015-audit-chain': auditChain,
  '0016-accounts': accounts,
  '0017-oidc': oidc,
  '0018-site-notes': siteNotes,
};
