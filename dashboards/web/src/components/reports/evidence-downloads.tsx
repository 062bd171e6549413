/** What a carrier is shown of one of its lines: each outage with its evidence, as PDF, and as PDF with tables (ZIP). */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SiteRow } from '../../../../../collector/api/types/sites.ts';
import { siteQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/use-format.ts';
import { DownloadLink } from '../parts/download-link.tsx';
import { Icon } from '../parts/icons.tsx';
import { Nothing, Panel } from '../parts/panel.tsx';
import css from './evidence-downloads.module.css';

const FORMATS = ['pdf', 'zip'] as const;

export interface EvidenceDownloadsProps {
  sites: readonly SiteRow[];
  /** As the reports take it. */
  period: string;
}

export function EvidenceDownloads({ sites, period }: EvidenceDownloadsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [siteId, setSite] = useState('');
  const [lineId, setLine] = useState('');
  const { data } = useQuery({ ...siteQuery(siteId), enabled: siteId !== '' });
  const lines = siteId === '' ? [] : (data?.lines ?? []);
  const line = lines.find(({ id }) => id === lineId) ?? lines[0];
  const sorted = sites.toSorted((one, other) => one.name.localeCompare(other.name, 'vi'));
  return (
    <Panel title={t('evidencePack.title')}>
      <p className={css.text}>{t('evidencePack.text', { period })}</p>
      <div className={css.row}>
        <NativeSelect
          label={t('evidencePack.site')}
          value={siteId}
          onChange={(event) => setSite(event.currentTarget.value)}
          data={[
            { value: '', label: t('evidencePack.choose') },
            ...sorted.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        {line !== undefined && (
          <>
            <NativeSelect
              label={t('evidencePack.line')}
              value={line.id}
              onChange={(event) => setLine(event.currentTarget.value)}
              data={lines.map(({ id, carrier }) => ({ value: id, label: `${carrier} (${id})` }))}
            />
            {FORMATS.map((format) => (
              <DownloadLink
                key={format}
                className={css.link}
                path={`/reports/evidence?${new URLSearchParams({ line: `${siteId}/${line.id}`, period, format, language })}`}
                label={t('reports.download', { format: format.toUpperCase() })}
              >
                <Icon name="download" size={15} />
                {format.toUpperCase()}
              </DownloadLink>
            ))}
          </>
        )}
      </div>
      {siteId !== '' && data !== undefined && lines.length === 0 && <Nothing>{t('site.noLines')}</Nothing>}
    </Panel>
  );
}
