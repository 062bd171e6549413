/** All windows in rows. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MaintenanceRow } from '../../../../../collector/api/types/maintenance.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { MINUTE } from '../../lib/time.ts';
import { Nothing } from '../parts/panel.tsx';
import css from '../parts/small-table.module.css';
import { useRuleWords } from '../rules/use-rule-words.ts';

/** What is going on first, then what comes next, then what is over, the latest first. */
function inOrder(a: MaintenanceRow, b: MaintenanceRow): number {
  const group = (row: MaintenanceRow) => (row.active ? 0 : row.next !== null ? 1 : 2);
  if (group(a) !== group(b)) return group(a) - group(b);
  if (a.next !== null && b.next !== null) return a.next < b.next ? -1 : 1;
  return a.end > b.end ? -1 : 1;
}

/** `all`: also those that are over. */
export function MaintenanceList({ windows, all }: { windows: readonly MaintenanceRow[]; all: boolean }) {
  const { t } = useTranslation();
  const shown = windows.filter(({ active, next }) => all || active || next !== null).sort(inOrder);
  if (shown.length === 0) return <Nothing>{t('maintenance.none')}</Nothing>;
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">{t('maintenance.scope')}</th>
          <th scope="col">{t('maintenance.when')}</th>
          <th scope="col">{t('maintenance.recurrence')}</th>
          <th scope="col">{t('maintenance.note')}</th>
          <th scope="col">{t('maintenance.author')}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((window) => (
          <Row key={window.id} window={window} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ window }: { window: MaintenanceRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const ruleWords = useRuleWords();
  const now = useNow(MINUTE);
  const { id, scope, scopeName, active, next, cancelledAt, start, end } = window;
  const moment = (iso: string) => format.moment(Date.parse(iso), now);
  const kind = scope.split(':')[0];
  return (
    <tr>
      <td>
        <Link to="/maintenance" search={(last) => ({ ...last, window: id })} resetScroll={false}>
          {scopeName}
        </Link>
        <span className={css.second}>
          {(kind === 'site' || kind === 'unit' || kind === 'device' || kind === 'line' || kind === 'room') &&
            t(`maintenance.kind.${kind}`)}
        </span>
      </td>
      <td data-label={t('maintenance.when')}>
        <span>
          {active ? <b className={css.now}>{t('maintenance.active')}</b> : standingOf()}
          <span className={css.second}>
            {t('maintenance.lasts', { duration: format.duration(Date.parse(end) - Date.parse(start)) })}
          </span>
        </span>
      </td>
      <td data-label={t('maintenance.recurrence')}>{ruleWords(window.rrule)}</td>
      <td data-label={t('maintenance.note')}>{window.note}</td>
      <td data-label={t('maintenance.author')}>{window.author}</td>
    </tr>
  );

  function standingOf(): string {
    if (next !== null) return moment(next);
    if (cancelledAt !== null) return t('maintenance.cancelled', { time: moment(cancelledAt) });
    return t('maintenance.over', { time: moment(end) });
  }
}
