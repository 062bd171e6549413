/** When a window that is being written would come, as the collector works it out. */
import { useTranslation } from 'react-i18next';
import type { MaintenancePreview as Preview } from '../../../../../collector/api/types/maintenance.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { MINUTE } from '../../lib/time.ts';
import css from './maintenance-form.module.css';

/** `undefined`: there is nothing to work out yet. */
export function MaintenancePreview({ occurrences }: { occurrences: Preview['occurrences'] | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(MINUTE);
  return (
    <section className={css.preview} aria-label={t('maintenance.preview')}>
      <h3>{t('maintenance.preview')}</h3>
      <div aria-live="polite">
        {occurrences === undefined && <p>{t('maintenance.previewNone')}</p>}
        {occurrences?.length === 0 && <p>{t('maintenance.previewPast')}</p>}
        {occurrences !== undefined && occurrences.length > 0 && (
          <ol>
            {occurrences.map(({ from, to }) => {
              const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
              return (
                <li key={from}>
                  <span>{format.weekday(fromMs)}</span>
                  <time dateTime={from}>{`${format.time(fromMs)}, ${format.date(fromMs)}`}</time>
                  <span>{`– ${format.moment(toMs, fromMs)}`}</span>
                  {fromMs <= now && <b>{t('maintenance.begun')}</b>}
                </li>
              );
            })}
          </ol>
        )}
      </div>
    </section>
  );
}
