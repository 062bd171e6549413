/** One site: how it is, how it was, what it consists of. */
import { Skeleton } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SiteDetail } from '../../../../collector/api/types/sites.ts';
import { ApiFailure } from '../api/failure.ts';
import { siteQuery } from '../api/queries.ts';
import { IncidentTable } from '../components/incidents/incident-table.tsx';
import { Icon } from '../components/parts/icons.tsx';
import { Nothing, Panel } from '../components/parts/panel.tsx';
import { QueryProblem } from '../components/parts/query-problem.tsx';
import { StateBadge } from '../components/parts/state-mark.tsx';
import { NotFound } from '../components/shell/not-found.tsx';
import { SiteAgents } from '../components/sites/site-agents.tsx';
import { SiteCharts } from '../components/sites/site-charts.tsx';
import { SiteDays } from '../components/sites/site-days.tsx';
import { SiteDevices } from '../components/sites/site-devices.tsx';
import { SiteFacts } from '../components/sites/site-facts.tsx';
import { SiteLines } from '../components/sites/site-lines.tsx';
import { SiteNotes } from '../components/sites/site-notes.tsx';
import { SiteRooms } from '../components/sites/site-rooms.tsx';
import { SiteTests } from '../components/sites/site-tests.tsx';
import { SiteToday } from '../components/sites/site-today.tsx';
import { useFormat, useNow } from '../i18n/use-format.ts';
import type { ChartSearch } from '../lib/chart-search.ts';
import { SECOND } from '../lib/time.ts';
import css from './site.module.css';

const route = getRouteApi('/sites/$siteId');

/** Reads the site in the address. */
export function SitePage() {
  const { t } = useTranslation();
  const { siteId } = route.useParams();
  const search = route.useSearch();
  const { data, error, refetch } = useQuery(siteQuery(siteId));
  useDocumentTitle(`${data?.name ?? siteId} · ${t('app.name')}`);
  if (data !== undefined) return <LoadedSite site={data} search={search} />;
  if (error instanceof ApiFailure && error.status === 404) {
    return <NotFound text={t('site.notFound', { id: siteId })} />;
  }
  if (error !== null) return <QueryProblem error={error} onRetry={() => void refetch()} />;
  return <Skeleton height={420} aria-label={t('app.loading')} />;
}

function LoadedSite({ site, search }: { site: SiteDetail; search: ChartSearch }) {
  const { t } = useTranslation();
  return (
    <div className={css.page}>
      <SiteHead site={site} />
      <SiteToday site={site} />
      <SiteDays siteId={site.id} />
      <SiteCharts site={site} search={search} />
      <div className={css.halves}>
        <SiteDevices devices={site.devices} />
        <SiteLines lines={site.lines} />
      </div>
      <SiteRooms rooms={site.rooms} />
      <SiteAgents siteId={site.id} siteName={site.name} />
      <SiteTests siteId={site.id} />
      <SiteNotes siteId={site.id} />
      <Panel title={t('site.incidents')} isFlush>
        {site.incidents.length === 0 ? (
          <Nothing>{t('site.noIncidents')}</Nothing>
        ) : (
          <IncidentTable incidents={site.incidents} />
        )}
      </Panel>
    </div>
  );
}

function SiteHead({ site }: { site: SiteDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(10 * SECOND);
  const sinceMs = Date.parse(site.since);
  return (
    <header className={css.head}>
      <Link to="/sites" className={css.back}>
        <Icon name="back" size={16} />
        {t('site.back')}
      </Link>
      <div className={css.heading}>
        <h1>{site.name}</h1>
        <StateBadge state={site.state} />
        <span className={css.since}>
          <time dateTime={site.since}>{t('site.since', { time: format.moment(sinceMs, now) })}</time>,{' '}
          {t('site.for', { duration: format.duration(now - sinceMs) })}
        </span>
      </div>
      <SiteFacts site={site} />
    </header>
  );
}
