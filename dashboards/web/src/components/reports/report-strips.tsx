/** Each row of a report day by day: a shade for how well, a height for how badly, so that colour only repeats it. */
import { useTranslation } from 'react-i18next';
import type { StripCell, UptimeReport } from '../../../../../collector/api/types/reports.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useReportWords } from '../../i18n/use-report-words.ts';
import css from './report-strips.module.css';

/** More rows than these are read in the file. */
const MAX_ROWS = 120;

const GRADES = ['full', 'high', 'low', 'poor', 'none'] as const;
type Grade = (typeof GRADES)[number];

/** The limits that the files have. */
function gradeOf({ availability }: StripCell): Grade {
  if (availability === null) return 'none';
  if (availability === 1) return 'full';
  if (availability >= 0.99) return 'high';
  return availability >= 0.9 ? 'low' : 'poor';
}

export function ReportStrips({ report: { charts, rows } }: { report: UptimeReport }) {
  const { t } = useTranslation();
  const words = useReportWords();
  const format = useFormat();
  const shown = charts.strips.slice(0, MAX_ROWS);
  const columns = shown[0]?.cells ?? [];
  return (
    <div className={css.strips}>
      <h3>{words.chart.strips[charts.cell]}</h3>
      <ul className={css.legend}>
        {GRADES.map((grade) => (
          <li key={grade}>
            <i className={css.cell} data-grade={grade} aria-hidden="true" />
            {words.legend[grade]}
          </li>
        ))}
      </ul>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard. */}
      <section className={css.scroller} tabIndex={0} aria-label={words.chart.strips[charts.cell]}>
        {shown.map(({ key, name, cells }) => (
          <div key={key} className={css.row}>
            <span className={css.name}>{name}</span>
            <span
              className={css.cells}
              role="img"
              aria-label={`${name}: ${format.ratio(rows.find((row) => row.key === key)?.availability ?? null)}`}
            >
              {cells.map((cell) => (
                <i
                  key={cell.fromMs}
                  className={css.cell}
                  data-grade={gradeOf(cell)}
                  title={`${name}, ${format.date(cell.fromMs)}: ${format.ratio(cell.availability)}`}
                />
              ))}
            </span>
          </div>
        ))}
        <div className={css.row} aria-hidden="true">
          <span className={css.name} />
          <span className={css.ticks}>
            {columns.map(({ fromMs }, index) => (
              <i key={fromMs}>{isTick(index, columns.length) ? shortDay(format.date(fromMs)) : ''}</i>
            ))}
          </span>
        </div>
      </section>
      {charts.strips.length > shown.length && (
        <p className={css.more}>
          {t('reports.moreRows', { shown: shown.length, total: charts.strips.length })}
        </p>
      )}
    </div>
  );
}

/** Every so many that they do not touch. */
function isTick(index: number, count: number): boolean {
  return index % Math.max(1, Math.ceil(count / 10)) === 0;
}

/** "23/11" of "23/11/2026", "23 Nov" of "23 Nov 2026". */
function shortDay(date: string): string {
  return date.replace(/[/ ]\d{4}$/, '');
}
