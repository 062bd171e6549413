/** A site's circuits and what goes through them. */
import { useTranslation } from 'react-i18next';
import type { LineRow } from '../../../../../collector/api/types/equipment.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Nothing, Panel } from '../parts/panel.tsx';
import css from './site-lines.module.css';

/** A panel with one block a line. */
export function SiteLines({ lines }: { lines: readonly LineRow[] }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('site.lines')}>
      {lines.length === 0 && <Nothing>{t('site.noLines')}</Nothing>}
      {lines.map((line) => (
        <Line key={line.id} line={line} />
      ))}
    </Panel>
  );
}

function Line({ line }: { line: LineRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const bandwidthBps = line.bandwidthKbps * 1000;
  return (
    <div className={css.line}>
      <dl className={css.facts}>
        <div>
          <dt>{t('site.carrier')}</dt>
          <dd>{line.carrier}</dd>
        </div>
        <div>
          <dt>{t('site.bandwidth')}</dt>
          <dd>{format.bitrate(bandwidthBps)}</dd>
        </div>
        <div>
          <dt>{t('site.target')}</dt>
          <dd>{format.availability(line.targetPercent)}</dd>
        </div>
      </dl>
      <Traffic label={t('site.in')} bps={line.inBps} bandwidthBps={bandwidthBps} />
      <Traffic label={t('site.out')} bps={line.outBps} bandwidthBps={bandwidthBps} />
      <p className={css.port}>
        {line.device} · {line.interfaceName}
      </p>
    </div>
  );
}

function Traffic({ label, bps, bandwidthBps }: { label: string; bps: number | null; bandwidthBps: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = bps === null ? 0 : Math.min(1, bps / bandwidthBps);
  return (
    <div className={css.traffic}>
      <span>{label}</span>
      <span className={css.rate}>{bps === null ? '–' : format.bitrate(bps)}</span>
      <span className={css.bar} aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <span className={css.share}>
        {bps === null
          ? ''
          : t('site.ofBandwidth', { percent: format.number(share * 100, share < 0.1 ? 1 : 0) })}
      </span>
    </div>
  );
}
