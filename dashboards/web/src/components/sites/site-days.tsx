/** The last ninety days of a site: a cell a day, whose height falls as it was worse, so that colour only repeats it. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SiteDay } from '../../../../../collector/api/types/sites.ts';
import { siteDaysQuery } from '../../api/queries.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { toLocalDay } from '../../lib/zoned.ts';
import { Panel } from '../parts/panel.tsx';
import { QueryProblem } from '../parts/query-problem.tsx';
import css from '../reports/report-strips.module.css';

/** The limits that reports have. */
function gradeOf({ availabilityPercent: percent }: SiteDay): 'full' | 'high' | 'low' | 'poor' | 'none' {
  if (percent === null) return 'none';
  if (percent === 100) return 'full';
  if (percent >= 99) return 'high';
  return percent >= 90 ? 'low' : 'poor';
}

export function SiteDays({ siteId }: { siteId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, refetch } = useQuery(siteDaysQuery(siteId));
  const textOf = (day: SiteDay) => {
    const { availabilityPercent: percent, outages } = day;
    const date = format.date(Date.parse(day.from));
    if (percent === null) return `${date}: ${t('site.dayNone')}`;
    return `${date}: ${format.availability(percent)}, ${outages === 0 ? t('site.noOutages') : t('site.outages', { count: outages })}`;
  };
  const measured = data?.items.filter(({ availabilityPercent }) => availabilityPercent !== null) ?? [];
  const worst = measured.toSorted((a, b) => (a.availabilityPercent ?? 0) - (b.availabilityPercent ?? 0))[0];
  const first = data?.items[0];
  return (
    <Panel title={t('site.days')}>
      {data === undefined && error === null && <Skeleton height={54} aria-label={t('app.loading')} />}
      {data === undefined && error !== null && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <figure className={css.strips}>
          <div
            className={css.cells}
            role="img"
            aria-label={t('site.daysSummary', {
              measured: measured.length,
              worst: worst === undefined ? '–' : textOf(worst),
            })}
          >
            {data.items.map((day) => (
              <i key={day.from} className={css.cell} data-grade={gradeOf(day)} title={textOf(day)} />
            ))}
          </div>
          <figcaption className={css.caption}>
            <span>{first !== undefined && format.date(Date.parse(first.from))}</span>
            {worst !== undefined && (worst.availabilityPercent ?? 100) < 100 && (
              <Link
                to="/reports"
                search={{ period: toLocalDay(Date.parse(worst.from), format.timeZone), by: 'site' }}
              >
                {t('site.worstDay', { day: textOf(worst) })}
              </Link>
            )}
            <span>{t('maintenance.today')}</span>
          </figcaption>
        </figure>
      )}
    </Panel>
  );
}
