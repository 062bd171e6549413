/** The incidents that are going on, in letters that are read across a room. */
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentRow } from '../../../../../collector/api/types/incidents.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { useWhat } from '../../i18n/use-what.ts';
import { SECOND } from '../../lib/time.ts';
import { gravestFirst } from '../../lib/wallboard.ts';
import { Icon } from '../parts/icons.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import css from './wall-incidents.module.css';
import panel from './wall-panel.module.css';

/** Of a row, in letters' heights: the style sheet says the same. */
const ROW_EM = 3.9;

export interface WallIncidentsProps {
  incidents: readonly IncidentRow[];
  /** Of all that are open. */
  total: number;
}

/** As many as there is room for; how many more there are is said. */
export function WallIncidents({ incidents, total }: WallIncidentsProps) {
  const { t } = useTranslation();
  const { ref: sized, height } = useElementSize<HTMLDivElement>();
  const box = useRef<HTMLDivElement>(null);
  const ref = useMergedRef(sized, box);
  const letterPixels = box.current === null ? 16 : Number.parseFloat(getComputedStyle(box.current).fontSize);
  const room = Math.max(1, Math.floor(height / (ROW_EM * letterPixels)));
  // The line that counts the rest takes the place of a row.
  const shown = gravestFirst(incidents).slice(0, total > room ? Math.max(1, room - 1) : room);
  return (
    <section className={`${panel.panel} ${css.panel}`} aria-labelledby="wall-incidents">
      <h2 id="wall-incidents">
        {t('overview.openIncidents')}
        <span className={css.total}>{total}</span>
      </h2>
      <div ref={ref} className={css.room}>
        {total === 0 ? (
          <p className={css.calm}>
            <Icon name="check" size={30} />
            {t('overview.noIncidents')}
          </p>
        ) : (
          <ul>
            {shown.map((incident) => (
              <Row key={incident.id} incident={incident} />
            ))}
            {total > shown.length && (
              <li className={css.more}>{t('wall.moreIncidents', { count: total - shown.length })}</li>
            )}
          </ul>
        )}
      </div>
    </section>
  );
}

function Row({ incident }: { incident: IncidentRow }) {
  const { t } = useTranslation();
  const what = useWhat();
  const format = useFormat();
  const now = useNow(10 * SECOND);
  const { severity, cause, acknowledgedBy, openedAt } = incident;
  return (
    <li className={css.row} data-severity={severity}>
      <SeverityMark severity={severity} />
      <strong>{incident.subjectName}</strong>
      <span className={css.duration}>{format.duration(now - Date.parse(openedAt))}</span>
      <span className={css.what}>
        {[
          what(incident),
          ...(cause === null ? [] : [t(`cause.${cause}`)]),
          ...(acknowledgedBy === null ? [] : [t('wall.acknowledged', { name: acknowledgedBy })]),
        ].join(' · ')}
      </span>
    </li>
  );
}
