/** The last 24 hours of a site: availability and the strip of its states. */
import { useTranslation } from 'react-i18next';
import type { SiteDetail } from '../../../../../collector/api/types/sites.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { SECOND } from '../../lib/time.ts';
import { Panel } from '../parts/panel.tsx';
import css from './site-today.module.css';
import { StateStrip } from './state-strip.tsx';

/** The percentage stands beside the outages that it comes from. */
export function SiteToday({ site }: { site: SiteDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { availability } = site;
  const percent = availability.availabilityPercent;
  return (
    <Panel title={t('site.last24')}>
      <div className={css.today}>
        <dl className={css.figures}>
          <dt>{t('site.availability')}</dt>
          <dd className={css.percent} data-none={percent === null}>
            {percent === null ? '–' : format.availability(percent)}
          </dd>
          <dd className={css.outages}>
            {percent === null && t('site.availabilityNone')}
            {percent !== null && availability.outages === 0 && t('site.noOutages')}
            {percent !== null && availability.outages > 0 && (
              <>
                {t('site.outages', { count: availability.outages })},{' '}
                {t('site.longest', { duration: format.duration(availability.longestOutageSeconds * SECOND) })}
              </>
            )}
          </dd>
        </dl>
        <StateStrip
          intervals={site.intervals}
          fromMs={Date.parse(availability.from)}
          toMs={Date.parse(availability.to)}
        />
      </div>
    </Panel>
  );
}
