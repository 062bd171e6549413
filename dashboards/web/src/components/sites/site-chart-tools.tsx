/** Which stretch of time the charts show, and the ways to another: each is an address. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat, useServerClock } from '../../i18n/use-format.ts';
import { type ChartMove, type ChartSearch, type ChartWindow, movedSearch } from '../../lib/chart-search.ts';
import { SPANS } from '../../lib/span.ts';
import { Icon, type IconName } from '../parts/icons.tsx';
import { SegmentedLinks } from '../parts/segmented-links.tsx';
import css from './site-charts.module.css';

const MOVES: readonly (readonly [ChartMove, IconName])[] = [
  ['earlier', 'back'],
  ['later', 'forward'],
  ['closer', 'plus'],
  ['wider', 'minus'],
];

export interface SiteChartToolsProps {
  siteId: string;
  search: ChartSearch;
  /** As shown; not yet known before the first answer. */
  window: ChartWindow | undefined;
  /** What is shown is still the one before. */
  isReading: boolean;
}

export function SiteChartTools({ siteId, search, window, isReading }: SiteChartToolsProps) {
  const { t } = useTranslation();
  const to = '/sites/$siteId' as const;
  const params = { siteId };
  const current = search.from === undefined ? (search.span ?? 'hour') : undefined;
  return (
    <div className={css.tools}>
      <span className={css.window} role="status">
        {isReading ? t('chart.reading') : window && <WindowText window={window} />}
      </span>
      {window !== undefined && <Moves siteId={siteId} window={window} />}
      <SegmentedLinks label={t('spans.label')}>
        {SPANS.map((span) => ({
          key: span,
          to,
          params,
          search: { span },
          isCurrent: span === current,
          text: t(`spans.${span}`),
        }))}
      </SegmentedLinks>
    </div>
  );
}

function WindowText({ window }: { window: ChartWindow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [from, to] = [window.fromMs, window.toMs].map((ms) => `${format.time(ms)}, ${format.date(ms)}`);
  return (
    <>
      {!window.isLive && `${t('chart.from', { from, to })} · `}
      {t('chart.step', { step: format.duration(window.stepMs) })}
    </>
  );
}

function Moves({ siteId, window }: { siteId: string; window: ChartWindow }) {
  const { t } = useTranslation();
  const clock = useServerClock();
  return (
    <div className={css.moves}>
      {MOVES.map(([move, icon]) => {
        const search = movedSearch(window, move, clock());
        const label = t(`chart.${move}`);
        if (search === null) {
          return (
            <span key={move} className={css.move} aria-hidden="true" data-off>
              <Icon name={icon} size={14} />
            </span>
          );
        }
        return (
          <Link
            key={move}
            to="/sites/$siteId"
            params={{ siteId }}
            search={search}
            resetScroll={false}
            className={css.move}
            aria-label={label}
            title={label}
          >
            <Icon name={icon} size={14} />
          </Link>
        );
      })}
    </div>
  );
}
