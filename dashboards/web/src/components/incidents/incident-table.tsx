/** Incidents in rows, each with the measurement that decided it. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IncidentRow } from '../../../../../collector/api/types/incidents.ts';
import { type Format, useFormat, useNow } from '../../i18n/use-format.ts';
import { useWhat } from '../../i18n/use-what.ts';
import { SECOND } from '../../lib/time.ts';
import css from '../parts/small-table.module.css';

/** Newest first, as the API gives them. */
export function IncidentTable({ incidents }: { incidents: readonly IncidentRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(10 * SECOND);
  return (
    <table className={`${css.table} ${css.incidents}`}>
      <thead>
        <tr>
          <th scope="col">{t('incidents.number')}</th>
          <th scope="col">{t('incidents.subject')}</th>
          <th scope="col">{t('incidents.opened')}</th>
          <th scope="col">{t('incidents.ended')}</th>
          <th scope="col">{t('incidents.duration')}</th>
        </tr>
      </thead>
      <tbody>
        {incidents.map((incident) => (
          <Row key={incident.id} incident={incident} format={format} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ incident, format, now }: { incident: IncidentRow; format: Format; now: number }) {
  const { t } = useTranslation();
  const what = useWhat();
  const { severity, cause, assignee } = incident;
  const said = [
    what(incident),
    t(`severity.${severity}`),
    ...(cause === null ? [] : [t(`cause.${cause}`)]),
    ...(assignee === null ? [] : [assignee]),
  ];
  const openedMs = Date.parse(incident.openedAt);
  const resolvedMs = incident.resolvedAt === null ? null : Date.parse(incident.resolvedAt);
  return (
    <tr>
      <td className={css.number}>
        <Link to="/incidents/$id" params={{ id: String(incident.id) }}>
          #{incident.id}
        </Link>
      </td>
      <td>
        <div className={css.named}>
          <Link to="/sites/$siteId" params={{ siteId: incident.site }} className={css.subject}>
            {incident.subjectName}
          </Link>
          <span className={css.what} data-severity={incident.severity}>
            {said.join(' · ')}
          </span>
          {incident.proof !== null && (
            <details className={css.proof}>
              <summary>{t('incidents.showProof')}</summary>
              <code>{incident.proof}</code>
            </details>
          )}
        </div>
      </td>
      <td data-label={t('incidents.opened')}>
        <time dateTime={incident.openedAt}>{format.moment(openedMs, now)}</time>
      </td>
      <td data-label={t('incidents.ended')}>
        {resolvedMs === null ? (
          <span className={css.ongoing}>{t('incidents.ongoing')}</span>
        ) : (
          <time dateTime={incident.resolvedAt ?? undefined}>{format.moment(resolvedMs, now)}</time>
        )}
      </td>
      <td data-label={t('incidents.duration')}>{format.duration((resolvedMs ?? now) - openedMs)}</td>
    </tr>
  );
}
