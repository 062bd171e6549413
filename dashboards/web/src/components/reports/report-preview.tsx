/** A report in the page: the same figures and words as in its files. */
import { useTranslation } from 'react-i18next';
import type { UptimeReport } from '../../../../../collector/api/types/reports.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { fill, useReportWords } from '../../i18n/use-report-words.ts';
import type { ReportWanted } from '../../lib/report-search.ts';
import { Panel } from '../parts/panel.tsx';
import { ReportDownloads } from './report-downloads.tsx';
import { ReportBars, ReportOutages } from './report-outages.tsx';
import css from './report-preview.module.css';
import { ReportStrips } from './report-strips.tsx';
import { ReportSummary } from './report-summary.tsx';
import { ReportTable } from './report-table.tsx';

export interface ReportPreviewProps {
  report: UptimeReport;
  wanted: ReportWanted;
  /** Another one is on its way. */
  isOld: boolean;
}

export function ReportPreview({ report, wanted, isOld }: ReportPreviewProps) {
  const { t } = useTranslation();
  const words = useReportWords();
  const format = useFormat();
  const { header, definitions } = report;
  return (
    <article className={css.report} data-old={isOld} aria-busy={isOld}>
      <Panel
        title={t('reports.titleOf', { period: header.period })}
        aside={<ReportDownloads header={header} wanted={wanted} />}
      >
        <ReportSummary report={report} />
      </Panel>
      <Panel title={words.grouping[header.grouping]} aside={format.number(report.rows.length)} isFlush>
        <ReportTable report={report} />
      </Panel>
      <Panel title={t('reports.course')}>
        <div className={css.course}>
          <ReportStrips report={report} />
          <ReportBars report={report} />
          <ReportOutages report={report} />
        </div>
      </Panel>
      <details className={css.definitions}>
        <summary>{words.definitions}</summary>
        <ul>
          {definitions.map((definition) => (
            <li key={definition}>
              {fill(words.definition[definition], { minimum: format.duration(header.minOutageMs) })}
            </li>
          ))}
        </ul>
      </details>
    </article>
  );
}
