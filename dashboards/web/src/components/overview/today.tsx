/** Today so far: the availability of the network, and the lines that have been worst. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { reportQuery } from '../../api/report-queries.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { MINUTE } from '../../lib/time.ts';
import { toLocalDay } from '../../lib/zoned.ts';
import { Panel } from '../parts/panel.tsx';
import css from './today.module.css';

/** More are read in the report. */
const MAX_LINES = 5;
/** Of ten thousand sites it is work, and a day changes slowly. */
const REFRESH_MS = 5 * MINUTE;

/** Says nothing until there is something to say: the first minutes of a day have no report. */
export function Today() {
  const { t } = useTranslation();
  const format = useFormat();
  const today = toLocalDay(useNow(MINUTE), format.timeZone);
  const wanted = { period: today, by: 'carrier', asOfMs: undefined } as const;
  const { data } = useQuery({ ...reportQuery(wanted), refetchInterval: REFRESH_MS, staleTime: REFRESH_MS });
  if (data === undefined) return null;
  const { total, charts, outages, shortOutages } = data;
  const siteOf = (line: string) => [...outages, ...shortOutages].find((outage) => outage.line === line)?.site;
  const worst = charts.worst.slice(0, MAX_LINES);
  return (
    <Panel
      title={t('overview.today')}
      aside={
        <Link to="/reports" search={{ period: today, by: 'carrier' }}>
          {t('overview.todayReport')}
        </Link>
      }
    >
      <p className={css.total}>
        <b>{format.ratio(total.availability, 2)}</b> {t('overview.todayLines', { count: total.members })}
      </p>
      {worst.length > 0 && (
        <>
          <h3 className={css.heading}>{t('overview.worstLines')}</h3>
          <ol className={css.lines}>
            {worst.map(({ key, name, availability }) => {
              const site = siteOf(key);
              return (
                <li key={key}>
                  {site === undefined ? (
                    <span>{name}</span>
                  ) : (
                    <Link to="/sites/$siteId" params={{ siteId: site }}>
                      {name}
                    </Link>
                  )}
                  <b>{format.ratio(availability, 2)}</b>
                </li>
              );
            })}
          </ol>
        </>
      )}
    </Panel>
  );
}
