/** The programs at the sites: how they are, letting them in and out. */
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { agentBundleQuery, agentsQuery } from '../api/agent-queries.ts';
import { sitesQuery } from '../api/queries.ts';
import { useAccess } from '../components/accounts/use-access.ts';
import { AgentCode } from '../components/agents/agent-code.tsx';
import { AgentTable } from '../components/agents/agent-table.tsx';
import { Loaded } from '../components/parts/loaded.tsx';
import { Nothing, Panel } from '../components/parts/panel.tsx';
import { useDraft } from '../components/parts/use-draft.ts';
import { useFormat, useNow } from '../i18n/use-format.ts';
import { agentStanding } from '../lib/agent-standing.ts';
import { MINUTE } from '../lib/time.ts';
import css from './administration.module.css';

export function AgentsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(MINUTE);
  const agents = useQuery(agentsQuery());
  const bundle = useQuery(agentBundleQuery());
  const sites = useQuery(sitesQuery());
  const { mayAdminister } = useAccess();
  const { draft, change } = useDraft('agents.code', { id: '' });
  const setId = (id: string) => change({ id });
  const field = useRef<HTMLInputElement>(null);
  useDocumentTitle(`${t('agents.title')} · ${t('app.name')}`);
  const items = agents.data?.items ?? [];
  const fine = items.filter((agent) => agentStanding(agent, now) === 'fine').length;
  const names = new Map(sites.data?.items.map((site) => [site.id, site.name]));
  const offer = bundle.data?.offer;
  const code = (agent: string) => {
    setId(agent);
    field.current?.focus();
  };
  return (
    <div className={css.page}>
      <h1>{t('agents.title')}</h1>
      {offer !== undefined && offer !== null && (
        <p className={css.note}>
          {t('agents.offer', {
            version: offer.version,
            time: format.moment(Date.parse(offer.offeredAt), now),
            to: offer.agents === null ? t('agents.offerAll') : offer.agents.join(', '),
          })}
        </p>
      )}
      {mayAdminister && (
        <AgentCode id={draft.id} field={field} agents={items.map((agent) => agent.id)} onChange={setId} />
      )}
      <Panel
        title={t('agents.list')}
        isFlush
        aside={agents.data === undefined ? undefined : t('agents.fineOf', { fine, total: items.length })}
      >
        <Loaded query={agents} height={240}>
          {(list) =>
            list.items.length === 0 ? (
              <Nothing>{t('agents.none')}</Nothing>
            ) : (
              <AgentTable
                agents={list.items}
                bundles={bundle.data?.items ?? []}
                siteName={(site) => names.get(site) ?? site}
                onCode={code}
              />
            )
          }
        </Loaded>
      </Panel>
    </div>
  );
}
