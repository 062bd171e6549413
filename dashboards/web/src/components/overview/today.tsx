/** Today so far: the availability of the network, and the lines that have been worst. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { UptimeReport } from '../../../../../collector/api/types/reports.ts';
import { reportQuery } from '../../api/report-queries.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { DAY, MINUTE, SECOND } from '../../lib/time.ts';
import { toLocalDay } from '../../lib/zoned.ts';
import { Nothing, Panel } from '../parts/panel.tsx';
import css from './today.module.css';

/** More are read in the report. */
const MAX_LINES = 5;
/** Of ten thousand sites it is work, and a day changes slowly. */
const REFRESH_MS = 5 * MINUTE;
/** A day that has only begun has something to say soon. */
const BEGINNING_MS = 20 * SECOND;

const wantedOn = (day: string) => ({ period: day, by: 'carrier', asOfMs: undefined }) as const;

function useReportOn(day: string, enabled: boolean) {
  return useQuery({
    ...reportQuery(wantedOn(day)),
    enabled,
    staleTime: REFRESH_MS,
    refetchInterval: ({ state }) => (hasFigures(state.data) ? REFRESH_MS : BEGINNING_MS),
    // Not the day before's: it is named below, and shown as such.
    placeholderData: () => undefined,
  });
}

function hasFigures(report: UptimeReport | undefined): report is UptimeReport {
  return report !== undefined && report.total.availability !== null;
}

/** The first minutes of a day have no report, or an empty one: until then it is what yesterday was, under its own name. */
export function Today() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(MINUTE);
  const day = toLocalDay(now, format.timeZone);
  // No zone of Vietnam's changes its clocks: a day before is 24 hours before.
  const dayBefore = toLocalDay(now - DAY, format.timeZone);
  const today = useReportOn(day, true);
  const isBeginning = !today.isPending && !hasFigures(today.data);
  const yesterday = useReportOn(dayBefore, isBeginning);
  const shown = hasFigures(today.data) ? today.data : isBeginning ? yesterday.data : undefined;
  const period = isBeginning && hasFigures(shown) ? dayBefore : day;
  const isWaiting = today.isPending || (isBeginning && yesterday.isPending);
  return (
    <Panel
      title={t('overview.today')}
      aside={
        <Link to="/reports" search={{ period, by: 'carrier' }}>
          {t('overview.todayReport')}
        </Link>
      }
    >
      {isBeginning && <p className={css.beginning}>{t('overview.todayBegins')}</p>}
      {hasFigures(shown) ? (
        <Figures report={shown} isOfYesterday={isBeginning} />
      ) : isWaiting ? (
        <Skeleton height={60} aria-label={t('app.loading')} />
      ) : (
        <Nothing>{t('overview.todayNone')}</Nothing>
      )}
    </Panel>
  );
}

function Figures({ report, isOfYesterday }: { report: UptimeReport; isOfYesterday: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { total, charts, outages, shortOutages } = report;
  const siteOf = (line: string) => [...outages, ...shortOutages].find((outage) => outage.line === line)?.site;
  const worst = charts.worst.slice(0, MAX_LINES);
  const said = isOfYesterday ? 'overview.yesterdayLines' : 'overview.todayLines';
  return (
    <>
      <p className={css.total}>
        <b>{format.ratio(total.availability, 2)}</b> {t(said, { count: total.members })}
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
    </>
  );
}
