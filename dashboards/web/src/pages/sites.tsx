/** All sites, searched and filtered. */
import { Skeleton } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { sitesQuery } from '../api/queries.ts';
import { QueryProblem } from '../components/parts/query-problem.tsx';
import { SiteFilters } from '../components/sites/site-filters.tsx';
import { SitesTable } from '../components/sites/sites-table.tsx';
import { useFormat } from '../i18n/use-format.ts';
import { indexSites, type SiteSearch, type Sort, selectSites } from '../lib/site-filter.ts';
import css from './sites.module.css';

const route = getRouteApi('/sites');

/** Filters and the table. */
export function SitesPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery(sitesQuery());
  useDocumentTitle(`${t('sites.title')} · ${t('app.name')}`);

  const items = data?.items;
  const indexed = useMemo(() => indexSites(items ?? []), [items]);
  // The key that was just typed appears at once; ten thousand rows follow when there is time.
  const wanted = useDeferredValue(search);
  const rows = useMemo(() => selectSites(indexed, wanted), [indexed, wanted]);

  if (data === undefined && error !== null) {
    return <QueryProblem error={error} onRetry={() => void refetch()} />;
  }
  const change = (part: Partial<SiteSearch>) =>
    // Replaced, so that the way back does not go through every key typed.
    void navigate({ search: (last) => ({ ...last, ...part }), replace: true, resetScroll: false });
  const sortBy = (sort: Sort) => {
    const isSame = (search.sort ?? 'state') === sort;
    change({ sort, reverse: isSame && search.reverse !== true ? true : undefined });
  };
  return (
    <div className={css.page}>
      <div className={css.head}>
        <h1>{t('sites.title')}</h1>
        {data !== undefined && (
          <p role="status">
            {t('sites.shown', { shown: format.number(rows.length), total: format.number(data.items.length) })}
          </p>
        )}
      </div>
      <SiteFilters rows={items ?? []} search={search} onChange={change} />
      <div className={css.list}>
        {data === undefined ? (
          <Skeleton height={480} aria-label={t('app.loading')} />
        ) : (
          <SitesTable rows={rows} search={search} onSort={sortBy} />
        )}
        {data !== undefined && rows.length === 0 && <p className={css.none}>{t('sites.none')}</p>}
      </div>
    </div>
  );
}
