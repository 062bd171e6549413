/** The maintenance calendar: what is planned when, and the way to plan it. */
import { ActionIcon, Button, Skeleton } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { occurrencesQuery, windowsQuery } from '../api/maintenance-queries.ts';
import { useAccess } from '../components/accounts/use-access.ts';
import { MaintenanceList } from '../components/maintenance/maintenance-list.tsx';
import { MaintenanceMonth } from '../components/maintenance/maintenance-month.tsx';
import { MaintenanceWindow } from '../components/maintenance/maintenance-window.tsx';
import { Icon } from '../components/parts/icons.tsx';
import { Panel } from '../components/parts/panel.tsx';
import { QueryProblem } from '../components/parts/query-problem.tsx';
import { SegmentedLinks } from '../components/parts/segmented-links.tsx';
import { useFormat, useServerClock } from '../i18n/use-format.ts';
import type { MaintenanceSearch } from '../lib/maintenance-search.ts';
import { monthDays, nextDay, shiftMonth } from '../lib/month-grid.ts';
import { fromLocal, toLocal } from '../lib/zoned.ts';
import css from './maintenance.module.css';

const route = getRouteApi('/maintenance');

export function MaintenancePage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const windows = useQuery(windowsQuery());
  const { mayDo } = useAccess();
  const opened = useRef<HTMLDivElement>(null);
  useDocumentTitle(`${t('maintenance.title')} · ${t('app.name')}`);
  const { window: openId } = search;
  useEffect(() => {
    if (openId !== undefined) opened.current?.scrollIntoView({ block: 'nearest' });
  }, [openId]);
  const change = (part: MaintenanceSearch) =>
    void navigate({ search: (last) => ({ ...last, ...part }), resetScroll: false });
  const shown = windows.data?.items.find(({ id }) => id === openId);
  return (
    <div className={css.page}>
      <div className={css.head}>
        <h1>{t('maintenance.title')}</h1>
        <SegmentedLinks label={t('maintenance.views')}>
          {(['month', 'list'] as const).map((view) => ({
            key: view,
            to: '/maintenance' as const,
            search: { ...search, view: view === 'list' ? view : undefined },
            isCurrent: (search.view ?? 'month') === view,
            text: t(`maintenance.view.${view}`),
          }))}
        </SegmentedLinks>
        {mayDo('operator') && (
          <Button onClick={() => change({ window: 'new' })} disabled={openId === 'new'}>
            {t('maintenance.new')}
          </Button>
        )}
      </div>
      <div ref={opened}>
        {(openId === 'new' || shown !== undefined) && (
          <MaintenanceWindow key={openId} window={shown} onClose={() => change({ window: undefined })} />
        )}
      </div>
      {search.view === 'list' ? (
        <Panel
          title={t('maintenance.view.list')}
          isFlush
          aside={
            <SegmentedLinks label={t('maintenance.which')}>
              {[undefined, true as const].map((all) => ({
                key: String(all),
                to: '/maintenance' as const,
                search: { ...search, all },
                isCurrent: search.all === all,
                text: t(all === true ? 'maintenance.allWindows' : 'maintenance.comingWindows'),
              }))}
            </SegmentedLinks>
          }
        >
          {windows.data !== undefined ? (
            <MaintenanceList windows={windows.data.items} all={search.all === true} />
          ) : windows.error !== null ? (
            <QueryProblem error={windows.error} onRetry={() => void windows.refetch()} />
          ) : (
            <Skeleton height={160} m={12} w="auto" aria-label={t('app.loading')} />
          )}
        </Panel>
      ) : (
        <Month month={search.month} onMonth={(month) => change({ month })} />
      )}
    </div>
  );
}

function Month({ month: chosen, onMonth }: { month: string | undefined; onMonth: (month: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const clock = useServerClock();
  const today = toLocal(clock(), format.timeZone).slice(0, 7);
  const month = chosen ?? today;
  const days = monthDays(month);
  const startOf = (day: string | undefined) => fromLocal(day ?? '', format.timeZone) ?? 0;
  const query = useQuery(occurrencesQuery(startOf(days[0]), startOf(nextDay(days.at(-1) ?? ''))));
  const [year, number] = month.split('-').map(Number);
  return (
    <Panel
      title={t('maintenance.monthTitle', { month: number, year })}
      isFlush
      aside={
        <ActionIcon.Group>
          {([-1, 1] as const).map((by) => {
            const label = t(by === -1 ? 'maintenance.monthBefore' : 'maintenance.monthAfter');
            return (
              <ActionIcon
                key={by}
                variant="default"
                size={30}
                aria-label={label}
                title={label}
                onClick={() => onMonth(shiftMonth(month, by))}
              >
                <Icon name={by === -1 ? 'back' : 'forward'} size={16} />
              </ActionIcon>
            );
          })}
        </ActionIcon.Group>
      }
    >
      {query.data === undefined && query.error !== null ? (
        <QueryProblem error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton height={480} m={12} w="auto" aria-label={t('app.loading')} />
      ) : (
        <MaintenanceMonth month={month} occurrences={query.data.items} />
      )}
    </Panel>
  );
}
