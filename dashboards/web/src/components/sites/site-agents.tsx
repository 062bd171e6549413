/** The agents at a site: whether they are well, and what they have not delivered yet. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { agentBundleQuery, agentsQuery } from '../../api/agent-queries.ts';
import { useAccess } from '../accounts/use-access.ts';
import { AgentTable } from '../agents/agent-table.tsx';
import { Nothing, Panel } from '../parts/panel.tsx';
import { QueryProblem } from '../parts/query-problem.tsx';

export function SiteAgents({ siteId, siteName }: { siteId: string; siteName: string }) {
  const { t } = useTranslation();
  const { seesAll } = useAccess();
  const agents = useQuery(agentsQuery());
  const bundles = useQuery({ ...agentBundleQuery(), enabled: seesAll });
  const here = agents.data?.items.filter(({ site }) => site === siteId) ?? [];
  return (
    <Panel title={t('site.agents')} isFlush>
      {agents.data === undefined && agents.error !== null && (
        <QueryProblem error={agents.error} onRetry={() => void agents.refetch()} />
      )}
      {agents.data !== undefined && here.length === 0 && <Nothing>{t('site.noAgents')}</Nothing>}
      {here.length > 0 && (
        <AgentTable agents={here} bundles={bundles.data?.items ?? []} siteName={() => siteName} />
      )}
    </Panel>
  );
}
