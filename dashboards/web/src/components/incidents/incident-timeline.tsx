/** What happened to an incident, in order, with the measurements that decided. */
import { useTranslation } from 'react-i18next';
import type { EvidenceRow, IncidentDetail } from '../../../../../collector/api/types/incidents.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { SECOND } from '../../lib/time.ts';
import css from './incident-timeline.module.css';

export function IncidentTimeline({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(10 * SECOND);
  return (
    <ol className={css.timeline}>
      {incident.timeline.map(({ event, at, author, text, evidence }, index) => (
        // Entries are only ever added at the end.
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry's place is what it is
        <li key={index}>
          <div className={css.line}>
            <time dateTime={at}>{format.moment(Date.parse(at), now)}</time>
            <strong>{t(`event.${event}`)}</strong>
            {author !== null && <span className={css.author}>{author}</span>}
          </div>
          {text !== null && <p className={css.text}>{text}</p>}
          {evidence !== null && <Evidence evidence={evidence} />}
        </li>
      ))}
    </ol>
  );
}

function Evidence({ evidence }: { evidence: EvidenceRow }) {
  const { t } = useTranslation();
  const values = [...Object.entries(evidence.tags), ...Object.entries(evidence.fields)];
  return (
    <details className={css.evidence}>
      <summary>{t('incidents.showProof')}</summary>
      {values.length > 0 && (
        <dl>
          {values.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{String(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      <code>{evidence.line}</code>
    </details>
  );
}
