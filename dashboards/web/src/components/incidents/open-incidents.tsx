/** The incidents that are going on, as the overview lists them. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IncidentRow } from '../../../../../collector/api/types/incidents.ts';
import { incidentsQuery } from '../../api/queries.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { useWhat } from '../../i18n/use-what.ts';
import { SECOND } from '../../lib/time.ts';
import { Icon } from '../parts/icons.tsx';
import { Panel } from '../parts/panel.tsx';
import { QueryProblem } from '../parts/query-problem.tsx';
import css from './open-incidents.module.css';

/** More than these are read on their own page. */
const MAX_SHOWN = 50;

/** A panel with the open incidents, newest first. */
export function OpenIncidents({ className }: { className?: string | undefined }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(incidentsQuery('open'));
  return (
    <Panel
      title={t('overview.openIncidents')}
      isFlush
      className={className}
      aside={<Link to="/incidents">{t('overview.moreIncidents')}</Link>}
    >
      {data !== undefined ? (
        <IncidentList items={data.items} />
      ) : error !== null ? (
        <QueryProblem error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton height={96} m={12} w="auto" aria-label={t('app.loading')} />
      )}
    </Panel>
  );
}

type Item = Pick<IncidentRow, 'id' | 'site' | 'subjectName' | 'openedAt' | 'kind' | 'title'>;

function IncidentList({ items }: { items: readonly Item[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const what = useWhat();
  const now = useNow(10 * SECOND);
  if (items.length === 0) {
    return (
      <p className={css.calm}>
        <Icon name="check" />
        {t('overview.noIncidents')}
      </p>
    );
  }
  return (
    <ul className={css.list}>
      {items.slice(0, MAX_SHOWN).map((incident) => {
        const openedMs = Date.parse(incident.openedAt);
        return (
          <li key={incident.id} className={css.item}>
            <Link to="/incidents/$id" params={{ id: String(incident.id) }} className={css.number}>
              #{incident.id}
            </Link>
            <Link to="/sites/$siteId" params={{ siteId: incident.site }} className={css.name}>
              {incident.subjectName}
            </Link>
            <span className={css.duration}>{format.duration(now - openedMs)}</span>
            <span className={css.since}>
              {what(incident)},{' '}
              <time dateTime={incident.openedAt}>
                {t('site.since', { time: format.moment(openedMs, now) })}
              </time>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
