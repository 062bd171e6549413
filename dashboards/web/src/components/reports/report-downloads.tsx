/** The report as files, of the same moment of knowledge as what is shown. */
import { useTranslation } from 'react-i18next';
import type { ReportHeader } from '../../../../../collector/api/types/reports.ts';
import { useLanguage } from '../../i18n/use-format.ts';
import { FILE_FORMATS, fileName, type ReportWanted, reportParams } from '../../lib/report-search.ts';
import { DownloadLink } from '../parts/download-link.tsx';
import { Icon } from '../parts/icons.tsx';
import css from './report-downloads.module.css';

export function ReportDownloads({ header, wanted }: { header: ReportHeader; wanted: ReportWanted }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <div className={css.downloads}>
      {FILE_FORMATS.map((format) => {
        const params = { ...reportParams({ ...wanted, asOfMs: header.asOfMs }), format, language };
        return (
          <DownloadLink
            key={format}
            path={`/reports/uptime?${new URLSearchParams(params)}`}
            name={fileName(header, format, t('reports.fileStem'))}
            label={t('reports.download', { format: format.toUpperCase() })}
          >
            <Icon name="download" size={15} />
            {format.toUpperCase()}
          </DownloadLink>
        );
      })}
      <button type="button" onClick={() => window.print()}>
        {t('reports.print')}
      </button>
    </div>
  );
}
