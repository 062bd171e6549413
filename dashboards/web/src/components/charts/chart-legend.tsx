/** Which line is which, with its figures. */
import { useTranslation } from 'react-i18next';
import { type ChartSeries, summarise } from '../../lib/chart.ts';
import css from './line-chart.module.css';
import { DASHES } from './plot-options.ts';

export interface ChartLegendProps {
  series: readonly ChartSeries[];
  formatValue: (value: number) => string;
}

/** One entry a series. */
export function ChartLegend({ series, formatValue }: ChartLegendProps) {
  const { t } = useTranslation();
  return (
    <ul className={css.legend}>
      {series.map(({ name, detail, buckets }, index) => {
        const figures = summarise(buckets);
        return (
          <li key={name} data-series={index + 1}>
            <svg width="22" height="8" aria-hidden="true">
              <line
                x1="0"
                x2="22"
                y1="4"
                y2="4"
                className={css.line}
                strokeDasharray={DASHES[index % DASHES.length]?.join(' ')}
              />
            </svg>
            <span>{name}</span>
            {detail !== undefined && <span className={css.detail}>{detail}</span>}
            {figures !== null && (
              <span className={css.figures}>
                {t('chart.latest', { value: formatValue(figures.latest) })} ·{' '}
                {t('chart.average', { value: formatValue(figures.average) })} ·{' '}
                {t('chart.highest', { value: formatValue(figures.highest) })}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
