/** What rules would have raised. */
import { useTranslation } from 'react-i18next';
import type { RulesReplayAnswer } from '../../../../../collector/api/types/rules.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { useKindName } from '../../i18n/use-what.ts';
import { MINUTE } from '../../lib/time.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import table from '../parts/small-table.module.css';
import css from './rules-trial.module.css';

export function RulesRaised({ answer }: { answer: RulesReplayAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const kindName = useKindName();
  const now = useNow(MINUTE);
  const { raised, total, points, until, isWhole } = answer;
  return (
    <section className={css.raised} aria-label={t('rules.result')}>
      <p className={css.count}>
        {t('rules.raised', { count: total, points: format.number(points) })}
        {total > raised.length && ` ${t('rules.shown', { shown: raised.length })}`}
      </p>
      {!isWhole && (
        <p className={css.partial}>{t('rules.partial', { time: format.moment(Date.parse(until), now) })}</p>
      )}
      {raised.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('rules.subject')}</th>
              <th scope="col">{t('rules.rule')}</th>
              <th scope="col">{t('rules.since')}</th>
              <th scope="col">{t('incidents.duration')}</th>
            </tr>
          </thead>
          <tbody>
            {raised.map(({ rule, subject, subjectName, severity, detail, from, to, dataStopped }) => (
              <tr key={`${rule} ${subject} ${from}`}>
                <td className={table.subject}>{subjectName}</td>
                <td data-label={t('rules.rule')}>
                  <span>
                    <SeverityMark severity={severity} /> {kindName(rule)}
                    <span className={table.second}>{detail}</span>
                  </span>
                </td>
                <td data-label={t('rules.since')}>{format.moment(Date.parse(from), now)}</td>
                <td data-label={t('incidents.duration')}>
                  {to === null ? t('rules.open') : format.duration(Date.parse(to) - Date.parse(from))}
                  {dataStopped && ` (${t('rules.dataStopped')})`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
